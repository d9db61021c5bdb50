import type { MetricType } from '../metric/metric-type.js';

/**
 * The identity under which samples aggregate: type, name, host and the set of tags.
 *
 * Everything in it is already as the wire wants it. Two samples with equal parts meet in one
 * context whatever the order, repetition or spelling of their tags was.
 */
export interface Context {
  readonly type: MetricType;
  /** Normalised, prefix included, at most 200 characters with its longest suffix. */
  readonly name: string;
  /** Host the samples belong to; `''` means none. */
  readonly host: string;
  /** Normalised, sorted and unique, global tags included. */
  readonly tags: readonly string[];
}
