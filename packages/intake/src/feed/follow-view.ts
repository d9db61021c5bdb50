import type { HeldMetric } from '../store/held-metric.js';
import { ChangedMetrics, type Changes } from './changed-metrics.js';
import { singleSource } from './chart-source.js';
import { type ChartView, viewChart } from './chart-view.js';
import { contextFilter } from './context-filter.js';
import { earliestColumn } from './display-bucket.js';
import type { FeedParts, FeedView } from './feed-view.js';
import { Generation } from './generation.js';
import type { Pass } from './pass.js';
import type { Watch } from './watch.js';

/** Metrics per event, so that no single event takes long to read. */
const metricsPerEvent = 100;

type Shown = Pick<ChartView, 'key' | 'width' | 'labels'>;

/** Each metric by itself, all there are, and what changes of them: for `tail`, which has no screen to fill. */
export class FollowView implements FeedView {
  readonly #parts: FeedParts;
  readonly #changed: ChangedMetrics;
  #watch: Watch;
  readonly #shown = new Map<HeldMetric, Shown>();
  #fresh = true;

  constructor(parts: FeedParts, watch: Watch) {
    this.#parts = parts;
    this.#changed = new ChangedMetrics(parts.tenant.store);
    this.#watch = watch;
  }

  change(watch: Watch): void {
    this.#watch = watch;
    this.#fresh = true;
    this.#shown.clear();
  }

  async update(pass: Pass): Promise<void> {
    const changes = this.#changed.take();
    try {
      await this.#tell(pass, changes);
    } catch (error) {
      this.#changed.giveBack(changes);
      throw error;
    }
  }

  close(): void {
    this.#changed.close();
  }

  async #tell(pass: Pass, changes: Changes): Promise<void> {
    for (const [metric, { key }] of this.#shown) {
      if (metric.contexts.size > 0) continue;
      this.#shown.delete(metric);
      this.#parts.send('removed', { key });
    }
    const metrics = this.#fresh
      ? [...this.#parts.tenant.store.metrics()]
      : [...changes.earliestOf.keys()];
    for (let start = 0; start < metrics.length; start += metricsPerEvent) {
      const charts = await this.#views(
        metrics.slice(start, start + metricsPerEvent),
        pass,
        changes,
      );
      if (charts.length > 0) this.#parts.send('metrics', charts);
    }
    this.#fresh = false;
  }

  /** Of one moment, which for each event is another one. */
  async #views(metrics: HeldMetric[], pass: Pass, changes: Changes): Promise<ChartView[]> {
    const settings = { ...this.#watch, filter: contextFilter(this.#watch.filter) };
    const from = earliestColumn(pass.now, settings.windowSeconds);
    const generation = new Generation(this.#parts.tenant.store, metrics, from);
    const views: ChartView[] = [];
    try {
      for (const metric of metrics) {
        if (pass.isDue) await pass.pause();
        const shown = this.#shown.get(metric);
        const changedFrom = changes.earliest([metric]);
        const known =
          shown === undefined || changedFrom === undefined
            ? undefined
            : { view: shown, changedFrom };
        const reading = { pass, generation };
        const view = await viewChart(singleSource(metric), settings, reading, known);
        if (view === undefined) continue;
        views.push(view);
        this.#shown.set(metric, { key: view.key, width: view.width, labels: view.labels });
      }
    } finally {
      generation.close();
    }
    return views;
  }
}
