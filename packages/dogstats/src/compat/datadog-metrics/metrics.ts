import { histogramSuffixes } from '@dogstats/core';
import { SampleList } from './sample-list.js';
import type { HistogramOptions } from './types.js';

/** One series in the form of Datadog's API, version 1. */
export interface Series {
  metric: string;
  points: [number, number | number[]][];
  type: string;
  host: string;
  tags: string[];
}

/** A metric with its tags, between two flushes. */
export interface Metric {
  addPoint(value: number, timestampInMillis?: number): void;
  flush(): Series[];
}

export interface MetricClass {
  readonly kind: string;
  new (key: string, tags: string[], host?: string, options?: HistogramOptions): Metric;
}

/** What the types have in common: a name, and the time of the latest point. */
abstract class OneMetric implements Metric {
  readonly key: string;
  readonly tags: string[];
  readonly host: string;
  timestamp: number = unixSeconds(undefined);

  constructor(key: string, tags: string[] = [], host = '') {
    this.key = key;
    this.tags = tags;
    this.host = host;
  }

  abstract addPoint(value: number, timestampInMillis?: number): void;
  abstract flush(): Series[];

  protected serialize(value: number | number[], type: string, key: string = this.key): Series {
    const { host, timestamp, tags } = this;
    // Each with a list of its own: what is done to one must not change the others.
    return { metric: key, points: [[timestamp, value]], type, host, tags: [...tags] };
  }
}

/** The last value, by order of calls. */
export class Gauge extends OneMetric {
  static readonly kind: string = 'gauge';
  value = 0;

  addPoint(value: number, timestampInMillis?: number): void {
    this.value = value;
    this.timestamp = unixSeconds(timestampInMillis);
  }

  flush(): Series[] {
    return [this.serialize(this.value, 'gauge')];
  }
}

/** The sum. */
export class Counter extends OneMetric {
  static readonly kind: string = 'count';
  value = 0;

  addPoint(value: number, timestampInMillis?: number): void {
    this.value += value;
    this.timestamp = unixSeconds(timestampInMillis);
  }

  flush(): Series[] {
    return [this.serialize(this.value, 'count')];
  }
}

const defaultAggregates = ['max', 'min', 'sum', 'avg', 'count', 'median'];
const defaultPercentiles = [0.75, 0.85, 0.95, 0.99];

/** Aggregates and percentiles of the values. */
export class Histogram extends OneMetric {
  static readonly kind: string = 'histogram';
  readonly #samples = new SampleList();
  readonly #aggregates: readonly string[];
  readonly #percentiles: readonly number[];

  constructor(key: string, tags?: string[], host?: string, options: HistogramOptions = {}) {
    super(key, tags, host);
    const { aggregates, percentiles } = options;
    this.#aggregates = Array.isArray(aggregates) ? aggregates : defaultAggregates;
    this.#percentiles = Array.isArray(percentiles) ? percentiles : defaultPercentiles;
  }

  addPoint(value: number, timestampInMillis?: number): void {
    this.#samples.add(value);
    this.timestamp = unixSeconds(timestampInMillis);
  }

  flush(): Series[] {
    const samples = this.#samples;
    const sorted = samples.sorted();
    const { min, max, sum, count } = samples;
    const middle = (sorted.length - 1) / 2;
    const low = sorted[Math.floor(middle)] ?? 0;
    const values: readonly [string, number][] = [
      ['min', min],
      ['max', max],
      ['sum', sum],
      ['count', count],
      ['avg', sum / count],
      ['median', (low + (sorted[Math.ceil(middle)] ?? low)) / 2],
    ];
    const aggregates = values
      .filter(([name]) => this.#aggregates.includes(name))
      .map(([name, value]) =>
        this.serialize(value, name === 'count' ? 'count' : 'gauge', `${this.key}.${name}`),
      );
    const percentiles = this.#percentiles.map((fraction) => {
      const rank = Math.min(Math.max(Math.round(fraction * sorted.length), 1), sorted.length);
      return this.serialize(sorted[rank - 1] ?? 0, 'gauge', this.key + percentileSuffix(fraction));
    });
    return [...aggregates, ...percentiles];
  }
}

/** Every value, by second. */
export class Distribution extends OneMetric {
  static readonly kind: string = 'distribution';
  readonly #bySecond = new Map<number, number[]>();

  addPoint(value: number, timestampInMillis?: number): void {
    const second = unixSeconds(timestampInMillis);
    const values = this.#bySecond.get(second);
    if (values === undefined) this.#bySecond.set(second, [value]);
    else values.push(value);
  }

  flush(): Series[] {
    const { key, host, tags } = this;
    const points = [...this.#bySecond];
    return [{ metric: key, points, type: 'distribution', host, tags: [...tags] }];
  }
}

/** 0.95 → `.95percentile`, 0.999 → `.99.9percentile`; 0 and 1 are none for dogstats, but are here. */
function percentileSuffix(fraction: number): string {
  if (fraction <= 0) return '.0percentile';
  if (fraction >= 1) return '.100percentile';
  return histogramSuffixes({ aggregates: [], percentiles: [fraction] })[0] ?? '';
}

function unixSeconds(timestampInMillis: number | undefined): number {
  return Math.round((timestampInMillis || Date.now()) / 1000);
}
