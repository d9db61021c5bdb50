import { Count } from './count.js';
import { Distribution } from './distribution.js';
import { Gauge } from './gauge.js';
import { Histogram } from './histogram.js';
import type { MetricType } from './metric-type.js';
import { SetOfMembers } from './set.js';

/** Type → the class of its buckets. */
export interface BucketByType {
  readonly count: Count;
  readonly gauge: Gauge;
  readonly rate: Gauge;
  readonly histogram: Histogram;
  readonly set: SetOfMembers;
  readonly distribution: Distribution;
}

/** Type → how its bucket begins. */
export const newBucket: { readonly [T in MetricType]: (start: number) => BucketByType[T] } = {
  count: (start) => new Count(start),
  gauge: (start) => new Gauge(start),
  rate: (start) => new Gauge(start),
  histogram: (start) => new Histogram(start),
  set: (start) => new SetOfMembers(start),
  distribution: (start) => new Distribution(start),
};
