import type { MetricMetadata } from '../metadata/metadata-store.js';
import { ChangedMetrics } from './changed-metrics.js';
import { type ChartSource, contextsOf, findSource } from './chart-source.js';
import { viewChart, wordsOf } from './chart-view.js';
import { contextFilter } from './context-filter.js';
import { contextRows } from './context-rows.js';
import type { FeedParts, FeedView } from './feed-view.js';
import { tagKeysOf } from './tag-keys.js';
import type { Watch } from './watch.js';

/** What is told of a metric that is not held, or has no context that passes the filter. */
const noMetric = { chart: null, lines: [], contexts: [] };

/** The page of one metric: its chart, its contexts, what is known of it. */
export class MetricView implements FeedView {
  readonly #parts: FeedParts;
  readonly #changed: ChangedMetrics;
  #watch: Watch;
  /** Nothing was told of what is looked at now. */
  #fresh = true;
  #there = false;

  constructor(parts: FeedParts, watch: Watch) {
    this.#parts = parts;
    this.#changed = new ChangedMetrics(parts.tenant.store);
    this.#watch = watch;
  }

  change(watch: Watch): void {
    this.#watch = watch;
    this.#fresh = true;
  }

  update(nowMs: number): void {
    const source = findSource(this.#parts.tenant.store, this.#watch.metric);
    const changed = source && this.#changed.earliest(source.metrics) !== undefined;
    const gone = source === undefined && this.#there;
    this.#changed.clear();
    if (!this.#fresh && changed !== true && !gone) return;
    this.#fresh = false;
    this.#there = source !== undefined;
    const { turn, metric } = this.#watch;
    this.#parts.send('metric', {
      turn,
      metric,
      ...this.#told(source, Math.floor(nowMs / 1_000)),
    });
  }

  close(): void {
    this.#changed.close();
  }

  #told(source: ChartSource | undefined, now: number): object {
    const settings = { ...this.#watch, filter: contextFilter(this.#watch.filter) };
    const chart = source && viewChart(source, settings, now);
    if (source === undefined || chart === undefined) return noMetric;
    const contexts = contextsOf(source, settings.filter);
    return {
      chart,
      lines: source.drawn.flatMap((part) => wordsOf(part, settings.aggregate)),
      contexts: contextRows(source, contexts, settings, now),
      tagKeys: tagKeysOf([source]),
      metadata: described(this.#parts.tenant.metadata.get(source.name)),
    };
  }
}

function described(metadata: MetricMetadata | undefined): object | null {
  if (metadata === undefined) return null;
  const { description, unit, per_unit: perUnit } = metadata;
  return { description, unit, perUnit };
}
