import { logError } from './log.js';
import type { Metric, MetricClass, Series } from './metrics.js';
import type { AggregatorType, HistogramOptions } from './types.js';

/** What is held between two flushes at most; beyond, calls are dropped and it is said once. */
const most = { series: 50_000, points: 5_000_000 };

/** Holds metrics by type, name, host and tags. */
export class Aggregator implements AggregatorType {
  readonly defaultTags: string[];
  #metrics = new Map<string, Metric>();
  #points = 0;
  readonly #most: typeof most;
  readonly #told = new Set<string>();

  /** @param bounds others than the usual ones, for tests. */
  constructor(defaultTags: unknown = [], bounds: typeof most = most) {
    this.#most = bounds;
    this.defaultTags = listOf(defaultTags);
  }

  /** Takes a point. Never throws: what can't be sent is left out, and said once per metric. */
  addPoint(
    type: MetricClass,
    key: string,
    value: number,
    tags: unknown,
    host: string,
    timestampInMillis: number | undefined,
    options?: HistogramOptions,
  ): void {
    if (!Number.isFinite(value)) {
      this.#tell(`${key} got a value that is no finite number: it is left out`);
      return;
    }
    if (this.#points >= this.#most.points) {
      this.#tellFull();
      return;
    }
    const all = [...this.defaultTags, ...listOf(tags)];
    const identity = JSON.stringify([type.kind, key, host, [...new Set(all)].sort()]);
    let metric = this.#metrics.get(identity);
    if (metric === undefined) {
      if (this.#metrics.size >= this.#most.series) {
        this.#tellFull();
        return;
      }
      metric = new type(String(key), all, host, options);
      this.#metrics.set(identity, metric);
    }
    this.#points++;
    metric.addPoint(value, timestampInMillis);
  }

  /** Takes everything out, as series. */
  flush(): Series[] {
    const metrics = this.#metrics;
    this.#metrics = new Map();
    this.#points = 0;
    return [...metrics.values()].flatMap((metric) => metric.flush());
  }

  #tellFull(): void {
    this.#tell(
      `more than ${this.#most.series} series or ${this.#most.points} points between two flushes: the rest is left out`,
    );
  }

  #tell(problem: string): void {
    // Names could be of any number, too.
    if (this.#told.has(problem) || this.#told.size >= 1000) return;
    this.#told.add(problem);
    logError(problem);
  }
}

/** Tags as a list: an object becomes `key:value`, and what is neither is none. */
export function listOf(tags: unknown): string[] {
  if (Array.isArray(tags)) return tags.map(String);
  if (typeof tags !== 'object' || tags === null) return [];
  return Object.entries(tags).map(([key, value]) => `${key}:${value}`);
}
