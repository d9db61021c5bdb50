import type { Sketch } from '../sketch/sketch.js';

/** What the store tells apart; `unspecified` is a series that was sent without a type. */
export type SeriesType = 'count' | 'rate' | 'gauge' | 'distribution' | 'unspecified';

/** One entry of a payload after its shape was checked, whatever format it came in. */
export interface DecodedSeries {
  readonly metric: string;
  readonly type: SeriesType;
  /** Empty when none was sent. */
  readonly host: string;
  /** As sent: not sorted, may repeat. */
  readonly tags: readonly string[];
  /** Seconds that one point covers; 0 when none was sent. */
  readonly interval: number;
  /** Number of resources, the host included. */
  readonly resources: number;
  /** Unix seconds, one for each entry of `values`. */
  readonly timestamps: readonly number[];
  /** NaN where the value was null. A distribution has one entry per sample. */
  readonly values: readonly number[];
}

/** Sketches of one context, which add up to a distribution. */
export interface DecodedSketches {
  readonly metric: string;
  /** Empty when none was sent. */
  readonly host: string;
  /** As sent: not sorted, may repeat. */
  readonly tags: readonly string[];
  /** Unix seconds, one for each entry of `sketches`. */
  readonly timestamps: readonly number[];
  readonly sketches: readonly Sketch[];
}
