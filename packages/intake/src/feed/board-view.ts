import { ChangedMetrics } from './changed-metrics.js';
import { type ChartSource, listSources } from './chart-source.js';
import { type ChartSettings, type ChartView, viewChart } from './chart-view.js';
import { type ContextFilter, contextFilter } from './context-filter.js';
import type { FeedParts, FeedView } from './feed-view.js';
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
  #list: readonly ChartSource[] = [];
  /** What the list was made from. */
  #composition: number | undefined;
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
    if (filter !== watch.filter || sort !== watch.sort) this.#composition = undefined;
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

  update(nowMs: number): void {
    const { store } = this.#parts.tenant;
    const relisted = this.#composition !== store.composition;
    if (!relisted && this.#told !== '' && this.#changed.size === 0) return;
    const { turn, first, count, sort } = this.#watch;
    if (relisted) {
      this.#composition = store.composition;
      this.#list = listSources(store, this.#settings.filter, sort);
    }
    const inView = this.#list.slice(first, first + count);
    const charts = this.#charts(inView, Math.floor(nowMs / 1_000));
    this.#changed.clear();
    const keys = inView.map(({ key }) => key);
    const told = [this.#list.length, first, ...keys].join('\n');
    const list = told !== this.#told || relisted;
    this.#told = told;
    if (!list && charts.length === 0) return;
    this.#parts.send('board', {
      turn,
      charts,
      ...(list && { first, keys, total: this.#list.length, tagKeys: tagKeysOf(this.#list) }),
    });
  }

  close(): void {
    this.#changed.close();
  }

  #charts(inView: readonly ChartSource[], now: number): ChartView[] {
    const had = this.#shown;
    this.#shown = new Map();
    const charts: ChartView[] = [];
    for (const source of inView) {
      const shown = had.get(source.key);
      const changedFrom = this.#changed.earliest(source.metrics);
      if (shown !== undefined && changedFrom === undefined) {
        this.#shown.set(source.key, shown);
        continue;
      }
      const known = shown && { view: shown, changedFrom: changedFrom ?? 0 };
      const view = viewChart(source, this.#settings, now, known);
      if (view === undefined) continue;
      this.#shown.set(source.key, { width: view.width, labels: view.labels });
      charts.push(view);
    }
    return charts;
  }
}

function settingsOf({ filter, windowSeconds, by, aggregate }: Watch): ChartSettings & {
  readonly filter: ContextFilter;
} {
  return { filter: contextFilter(filter), windowSeconds, by, aggregate };
}
