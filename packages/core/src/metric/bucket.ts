import type { PointOf } from './metric-point.js';
import type { MetricType } from './metric-type.js';

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
  /**
   * Adds what another bucket of the same metric and time has collected.
   *
   * @param samples calls that are in it.
   * @returns how many of these calls are left out, for want of room.
   */
  merge(state: PointOf<T>['state'], samples: number): number;
}
