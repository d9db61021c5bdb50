import type { HeldMetric } from '../store/held-metric.js';
import { ChangedMetrics } from './changed-metrics.js';
import { singleSource } from './chart-source.js';
import { type ChartView, viewChart } from './chart-view.js';
import { contextFilter } from './context-filter.js';
import type { FeedParts, FeedView } from './feed-view.js';
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

  update(nowMs: number): void {
    for (const [metric, { key }] of this.#shown) {
      if (metric.contexts.size > 0) continue;
      this.#shown.delete(metric);
      this.#parts.send('removed', { key });
    }
    const metrics = this.#fresh ? [...this.#parts.tenant.store.metrics()] : this.#changed.metrics();
    this.#fresh = false;
    for (let start = 0; start < metrics.length; start += metricsPerEvent) {
      const part = metrics.slice(start, start + metricsPerEvent);
      const charts = part.flatMap((metric) => this.#view(metric, Math.floor(nowMs / 1_000)) ?? []);
      if (charts.length > 0) this.#parts.send('metrics', charts);
    }
    this.#changed.clear();
  }

  close(): void {
    this.#changed.close();
  }

  #view(metric: HeldMetric, now: number): ChartView | undefined {
    const settings = { ...this.#watch, filter: contextFilter(this.#watch.filter) };
    const shown = this.#shown.get(metric);
    const changedFrom = this.#changed.earliest([metric]);
    const known =
      shown === undefined || changedFrom === undefined ? undefined : { view: shown, changedFrom };
    const view = viewChart(singleSource(metric), settings, now, known);
    if (view !== undefined) {
      this.#shown.set(metric, { key: view.key, width: view.width, labels: view.labels });
    }
    return view;
  }
}
