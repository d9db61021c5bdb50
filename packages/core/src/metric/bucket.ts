import { Count } from './count.js';
import { Distribution } from './distribution.js';
import { Gauge } from './gauge.js';
import { Histogram } from './histogram.js';
import type { PointOf } from './metric-point.js';
import type { MetricType } from './metric-type.js';
import { SetOfMembers } from './set.js';

/**
 * What one context has collected in one bucket. One small class per type; the aggregator's fast
 * paths write their fields directly.
 */
export interface Bucket<T extends MetricType = MetricType> {
  /** Start of the bucket, unix seconds. */
  readonly start: number;
  /** Calls since the last cut. A bucket without fresh calls is not sent again. */
  fresh: number;
  /**
   * What goes to the sink. `keep` says that the bucket goes on collecting, so that what it goes on
   * changing has to be copied.
   */
  read(keep: boolean): PointOf<T>['state'];
}

export interface BucketByType {
  readonly count: Count;
  readonly gauge: Gauge;
  readonly rate: Gauge;
  readonly histogram: Histogram;
  readonly set: SetOfMembers;
  readonly distribution: Distribution;
}

/** Type → how its bucket begins. A new type is one class and one line here. */
export const newBucket: { readonly [T in MetricType]: (start: number) => BucketByType[T] } = {
  count: (start) => new Count(start),
  gauge: (start) => new Gauge(start),
  rate: (start) => new Gauge(start),
  histogram: (start) => new Histogram(start),
  set: (start) => new SetOfMembers(start),
  distribution: (start) => new Distribution(start),
};
