import type { BucketByType } from '../metric/bucket-types.js';
import { Count } from '../metric/count.js';
import { Gauge } from '../metric/gauge.js';
import { Histogram } from '../metric/histogram.js';
import type { MetricType } from '../metric/metric-type.js';
import { SetOfMembers } from '../metric/set.js';

/**
 * Adds a sample to a bucket, whatever its type: the way past the fast paths.
 *
 * @returns false when it does not fit.
 */
export function addSample(
  bucket: BucketByType[MetricType],
  value: string | number,
  weight: number,
): boolean {
  if (bucket instanceof SetOfMembers) return bucket.add(String(value));
  const number = value as number;
  if (bucket instanceof Count || bucket instanceof Histogram) bucket.add(number, weight);
  else if (bucket instanceof Gauge) bucket.set(number);
  else bucket.add(number);
  return true;
}
