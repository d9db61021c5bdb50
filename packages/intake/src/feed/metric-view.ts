import type { MetricMetadata } from '../metadata/metadata-store.js';
import { ChangedMetrics } from './changed-metrics.js';
import { type ChartSource, findSource } from './chart-source.js';
import { viewChart, wordsOf } from './chart-view.js';
import { contextFilter } from './context-filter.js';
import { contextRows } from './context-rows.js';
import { earliestColumn } from './display-bucket.js';
import type { FeedParts, FeedView } from './feed-view.js';
import { Generation } from './generation.js';
import type { Pass } from './pass.js';
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

  async update(pass: Pass): Promise<void> {
    const source = findSource(this.#parts.tenant.store, this.#watch.metric);
    const changes = this.#changed.take();
    const changed = source && changes.earliest(source.metrics) !== undefined;
    const gone = source === undefined && this.#there;
    if (!this.#fresh && changed !== true && !gone) return;
    const { turn, metric } = this.#watch;
    try {
      this.#parts.send('metric', { turn, metric, ...(await this.#told(source, pass)) });
    } catch (error) {
      this.#changed.giveBack(changes);
      throw error;
    }
    this.#fresh = false;
    this.#there = source !== undefined;
  }

  close(): void {
    this.#changed.close();
  }

  async #told(source: ChartSource | undefined, pass: Pass): Promise<object> {
    if (source === undefined) return noMetric;
    const { store, metadata } = this.#parts.tenant;
    const settings = { ...this.#watch, filter: contextFilter(this.#watch.filter) };
    const from = earliestColumn(pass.now, settings.windowSeconds);
    const generation = new Generation(store, source.metrics, from);
    const reading = { pass, generation };
    try {
      const chart = await viewChart(source, settings, reading);
      const [main] = source.drawn;
      if (chart === undefined || main === undefined) return noMetric;
      const contexts = await pass.filter(
        generation.contextsOf(main.metric),
        settings.filter.passes,
      );
      return {
        chart,
        lines: source.drawn.flatMap((part) => wordsOf(part, settings.aggregate)),
        contexts: await contextRows(store, source, contexts, settings, reading),
        tagKeys: await tagKeysOf([source], pass),
        metadata: described(metadata.get(source.name)),
      };
    } finally {
      generation.close();
    }
  }
}

function described(metadata: MetricMetadata | undefined): object | null {
  if (metadata === undefined) return null;
  const { description, unit, per_unit: perUnit } = metadata;
  return { description, unit, perUnit };
}
