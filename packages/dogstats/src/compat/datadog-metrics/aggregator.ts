import { logError } from './log.js';
import type { Metric, MetricClass, Series } from './metrics.js';
import type { AggregatorType, HistogramOptions } from './types.js';

/** Series and samples held between two flushes; beyond, calls are dropped and it is said once. */
const maxSeries = 50_000;
const maxPoints = 5_000_000;

/** Holds metrics by type, name, host and tags. */
export class Aggregator implements AggregatorType {
  readonly defaultTags: string[];
  #metrics = new Map<string, Metric>();
  #points = 0;
  readonly #told = new Set<string>();

  constructor(defaultTags: unknown = []) {
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
    const all = [...this.defaultTags, ...listOf(tags)];
    const identity = JSON.stringify([type.kind, key, host, [...new Set(all)].sort()]);
    let metric = this.#metrics.get(identity);
    if (metric === undefined) {
      if (this.#metrics.size >= maxSeries) {
        this.#tellFull();
        return;
      }
      metric = new type(String(key), all, host, options);
      this.#metrics.set(identity, metric);
    }
    if (this.#points++ >= maxPoints) this.#tellFull();
    else metric.addPoint(value, timestampInMillis);
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
      `more than ${maxSeries} series or ${maxPoints} points between two flushes: the rest is left out`,
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
