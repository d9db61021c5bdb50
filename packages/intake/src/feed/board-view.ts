import { ChangedMetrics, type Changes } from './changed-metrics.js';
import { allSources, type ChartSource, listSources } from './chart-source.js';
import { type ChartSettings, type ChartView, viewChart } from './chart-view.js';
import { type ContextFilter, contextFilter } from './context-filter.js';
import { earliestColumn } from './display-bucket.js';
import type { FeedParts, FeedView } from './feed-view.js';
import { Generation } from './generation.js';
import type { Pass } from './pass.js';
import { tagKeysOf } from './tag-keys.js';
import type { Watch } from './watch.js';

type Shown = Pick<ChartView, 'width' | 'labels'>;

/**
 * The charts in view, out of the list of all that pass the filter. Told are the list around them when
 * it changes, each chart that comes into view as a whole, and then its columns that changed.
 */
export class BoardView implements FeedView {
  readonly #parts: FeedParts;
  readonly #changed: ChangedMetrics;
  #watch: Watch;
  #settings: ChartSettings & { readonly filter: ContextFilter };
  #all: readonly ChartSource[] = [];
  /** What these were made from. */
  #composition: number | undefined;
  /** Those that pass the filter, in their order; nothing while it is to be made. */
  #list: readonly ChartSource[] | undefined;
  /** What the page has, by key. */
  #shown = new Map<string, Shown>();
  #told = '';

  constructor(parts: FeedParts, watch: Watch) {
    this.#parts = parts;
    this.#changed = new ChangedMetrics(parts.tenant.store);
    this.#watch = watch;
    this.#settings = settingsOf(watch);
  }

  change(watch: Watch): void {
    const { filter, sort, windowSeconds, by, aggregate } = this.#watch;
    if (filter !== watch.filter || sort !== watch.sort) this.#list = undefined;
    const same =
      filter === watch.filter &&
      windowSeconds === watch.windowSeconds &&
      by === watch.by &&
      aggregate === watch.aggregate;
    if (!same) this.#shown.clear();
    this.#watch = watch;
    this.#settings = settingsOf(watch);
    this.#told = '';
  }

  async update(pass: Pass): Promise<void> {
    const { store } = this.#parts.tenant;
    const relisted = this.#list === undefined || this.#composition !== store.composition;
    if (!relisted && this.#told !== '' && this.#changed.size === 0) return;
    const changes = this.#changed.take();
    try {
      await this.#tell(pass, changes, relisted);
    } catch (error) {
      this.#changed.giveBack(changes);
      throw error;
    }
  }

  close(): void {
    this.#changed.close();
  }

  async #tell(pass: Pass, changes: Changes, relisted: boolean): Promise<void> {
    const { store } = this.#parts.tenant;
    const { turn, first, count, sort } = this.#watch;
    const { composition } = store;
    if (this.#composition !== composition) {
      this.#list = undefined;
      this.#all = await allSources(store, pass);
      this.#composition = composition;
    }
    this.#list ??= await listSources(this.#all, this.#settings.filter, sort, pass);
    const { length: total } = this.#list;
    const inView = this.#list.slice(first, first + count);
    const charts = await this.#charts(inView, pass, changes);
    const keys = inView.map(({ key }) => key);
    const told = [total, first, ...keys].join('\n');
    const list = told !== this.#told || relisted;
    const tagKeys = list ? await tagKeysOf(this.#list, pass) : [];
    this.#told = told;
    const kept = inView.flatMap(({ key }) => {
      const shown = charts.find((chart) => chart.key === key) ?? this.#shown.get(key);
      return shown === undefined ? [] : [[key, shown] as const];
    });
    this.#shown = new Map(kept.map(([key, { width, labels }]) => [key, { width, labels }]));
    if (!list && charts.length === 0) return;
    this.#parts.send('board', {
      turn,
      charts,
      ...(list && { first, keys, total, tagKeys }),
    });
  }

  async #charts(
    inView: readonly ChartSource[],
    pass: Pass,
    changes: Changes,
  ): Promise<ChartView[]> {
    const { store } = this.#parts.tenant;
    const stale = inView.filter(
      ({ key, metrics }) => !this.#shown.has(key) || changes.earliest(metrics) !== undefined,
    );
    const metrics = stale.flatMap((source) => source.metrics);
    const from = earliestColumn(pass.now, this.#settings.windowSeconds);
    const generation = new Generation(store, metrics, from);
    const charts: ChartView[] = [];
    try {
      for (const source of stale) {
        const shown = this.#shown.get(source.key);
        const changedFrom = changes.earliest(source.metrics) ?? 0;
        const known = shown && { view: shown, changedFrom };
        const view = await viewChart(source, this.#settings, { pass, generation }, known);
        if (view !== undefined) charts.push(view);
      }
    } finally {
      generation.close();
    }
    return charts;
  }
}

function settingsOf({ filter, windowSeconds, by, aggregate }: Watch): ChartSettings & {
  readonly filter: ContextFilter;
} {
  return { filter: contextFilter(filter), windowSeconds, by, aggregate };
}
