import type { ServerResponse } from 'node:http';
import type { Context } from '../store/context.js';
import type { HeldMetric } from '../store/held-metric.js';
import type { SeriesStore, StoreListener } from '../store/series-store.js';
import type { ContextFilter } from './context-filter.js';
import { type MetricView, viewMetric } from './metric-view.js';

/** Metrics per event, so that no single event is a long task for the page. */
const metricsPerEvent = 100;
/** A page that reads slower than this is skipped until it has caught up. */
const maxUnreadBytes = 1024 * 1024;

/**
 * One open page. Remembers what changed since it was last told, so that it can be told less often
 * than payloads come, and only what changed.
 */
export class FeedClient implements StoreListener {
  readonly #outgoing: ServerResponse;
  readonly #filter: ContextFilter;
  readonly #windowSeconds: number;
  /** Changed metrics, with the earliest second that changed. */
  readonly #changed = new Map<HeldMetric, number>();
  readonly #removed = new Set<HeldMetric>();
  /** Width of the columns the page has. */
  readonly #widths = new Map<HeldMetric, number>();

  constructor(outgoing: ServerResponse, filter: ContextFilter, windowSeconds: number) {
    this.#outgoing = outgoing;
    this.#filter = filter;
    this.#windowSeconds = windowSeconds;
  }

  written({ metric }: Context, timestamp: number): void {
    const known = this.#changed.get(metric);
    if (known === undefined || timestamp < known) this.#changed.set(metric, timestamp);
    this.#removed.delete(metric);
  }

  removed(metric: HeldMetric): void {
    this.#changed.delete(metric);
    this.#removed.add(metric);
  }

  /** Tells everything: for a page that just connected. @param now unix seconds */
  snapshot(store: SeriesStore, now: number): void {
    this.#sendMetrics([...store.metrics()], now);
  }

  /** Tells what changed. Returns whether there was anything. */
  update(now: number): boolean {
    const { writableLength } = this.#outgoing;
    if (this.#changed.size + this.#removed.size === 0 || writableLength > maxUnreadBytes) {
      return false;
    }
    for (const metric of this.#removed) this.#sendRemoval(metric);
    this.#removed.clear();
    const changed = new Map(this.#changed);
    this.#changed.clear();
    this.#sendMetrics([...changed.keys()], now, changed);
    return true;
  }

  send(event: string, data: unknown): void {
    this.#outgoing.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  end(): void {
    this.#outgoing.end();
  }

  #sendMetrics(
    metrics: readonly HeldMetric[],
    now: number,
    changed?: ReadonlyMap<HeldMetric, number>,
  ): void {
    for (let start = 0; start < metrics.length; start += metricsPerEvent) {
      const part = metrics.slice(start, start + metricsPerEvent);
      const views = part.flatMap((metric) => this.#view(metric, now, changed?.get(metric)) ?? []);
      if (views.length > 0) this.send('metrics', views);
    }
  }

  #view(metric: HeldMetric, now: number, changedFrom: number | undefined): MetricView | undefined {
    const windowStart = now - this.#windowSeconds;
    const known = this.#widths.get(metric);
    const view = viewMetric(metric, this.#filter, (width) =>
      known === width && changedFrom !== undefined
        ? Math.max(changedFrom, windowStart)
        : windowStart,
    );
    if (view !== undefined) this.#widths.set(metric, view.width);
    else if (known !== undefined) this.#sendRemoval(metric);
    return view;
  }

  #sendRemoval(metric: HeldMetric): void {
    if (!this.#widths.delete(metric)) return;
    this.send('removed', { name: metric.name, distribution: metric.distribution });
  }
}
