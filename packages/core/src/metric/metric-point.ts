import type { Context } from '../aggregate/context.js';
import type { MetricType } from './metric-type.js';
import type { SketchState } from './sketch.js';

/** State of a count: the sum of what was added. */
export interface CountState {
  readonly sum: number;
}

/** State of a gauge, or of a rate per second: the last value given, in call order. */
export interface ValueState {
  readonly value: number;
}

/** State of a set: its distinct members. */
export interface SetState {
  readonly members: readonly string[];
}

/**
 * State of a histogram. `count`, `sum`, `min` and `max` are exact; the values behind the percentiles
 * are exact in `samples` up to a thousand calls and live in `sketch` beyond that: one of the two is
 * always absent.
 */
export interface HistogramState {
  /** Weighted number of samples: a sample kept at rate r counts 1/r. */
  readonly count: number;
  /** Weighted sum of the values. */
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly samples?: WeightedSamples;
  readonly sketch?: SketchState;
}

/** Values in call order; `weights` is absent while each counts once. */
export interface WeightedSamples {
  readonly values: readonly number[];
  readonly weights?: readonly number[];
}

/** State of a distribution: every sample since the last cut. */
export interface DistributionState {
  readonly values: readonly number[];
}

interface StateByType {
  readonly count: CountState;
  readonly gauge: ValueState;
  readonly rate: ValueState;
  readonly histogram: HistogramState;
  readonly set: SetState;
  readonly distribution: DistributionState;
}

/** One context in one bucket, of one type. */
export interface PointOf<T extends MetricType> {
  readonly type: T;
  readonly context: Context;
  /** Start of the bucket, unix seconds; the timestamp the point has on the wire. */
  readonly bucketStart: number;
  /** Width of the bucket, whole seconds. */
  readonly interval: number;
  /**
   * Recorded calls that this point is the first to carry. A bucket that is cut again carries its
   * whole value in `state` and only the new calls here, so that every call is accounted for once.
   */
  readonly samples: number;
  readonly state: StateByType[T];
}

/**
 * What crosses from the aggregator to a sink: the state of one context in one bucket.
 *
 * In `replace` mode `state` is the whole bucket so far; in `add` mode what came since the last cut.
 * Distributions carry what came since the last cut in both. Plain data: it survives
 * `structuredClone`.
 */
export type MetricPoint = { [T in MetricType]: PointOf<T> }[MetricType];
