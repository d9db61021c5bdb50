import type { SeriesType } from '../decode/decoded-series.js';
import type { Context } from './context.js';

/**
 * All contexts of one name. Distributions are a world of their own: a gauge of the same name is
 * another metric.
 */
export class HeldMetric {
  readonly name: string;
  readonly distribution: boolean;
  readonly contexts: Set<Context> = new Set();
  /** The type received last. */
  type: SeriesType;

  constructor(name: string, type: SeriesType) {
    this.name = name;
    this.distribution = type === 'distribution';
    this.type = type;
  }

  /** Tells the two worlds apart in one map. */
  static key(name: string, distribution: boolean): string {
    return distribution ? `d ${name}` : `s ${name}`;
  }
}
