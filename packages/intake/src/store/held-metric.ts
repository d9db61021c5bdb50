import type { SeriesType } from '../decode/decoded-series.js';
import type { Context } from './context.js';

/**
 * All contexts of one name. Distributions are a world of their own: a gauge of the same name is
 * another metric.
 */
export class HeldMetric {
  readonly key: string;
  readonly name: string;
  readonly distribution: boolean;
  readonly contexts: Set<Context> = new Set();
  /** Another number whenever one of them came or went. */
  composition = 0;
  /** Unix seconds at which it came up. */
  readonly since: number;
  /** The type received last. */
  type: SeriesType;

  /** @param key see `HeldMetric.key` */
  constructor(key: string, name: string, type: SeriesType, since: number) {
    this.key = key;
    this.name = name;
    this.distribution = type === 'distribution';
    this.type = type;
    this.since = since;
  }

  /** Tells the two worlds apart in one map. */
  static key(name: string, distribution: boolean): string {
    return distribution ? `d ${name}` : `s ${name}`;
  }
}
