import type { Bucket } from '../metric/bucket.js';
import type { BucketByType } from '../metric/bucket-types.js';
import type { MetricPoint } from '../metric/metric-point.js';
import type { MetricType } from '../metric/metric-type.js';
import type { SinkMode } from '../sink/sink.js';
import type { Context } from './context.js';
import type { LiveContext } from './live-context.js';

/** Which buckets a cut takes, and what becomes of them. */
export interface CutRule {
  /** Only buckets that start before this, unix seconds. */
  readonly before: number;
  /**
   * Whether something of that bucket is still under way. It is then left for later, unless this cut
   * seals it: one payload after the other keeps the order, and an outage does not pile them up.
   */
  readonly unsettled: (bucketStart: number) => boolean;
  /** Whether this cut is the last one of that bucket. */
  readonly seals: (bucketStart: number) => boolean;
  readonly width: number;
  readonly mode: SinkMode;
}

/** What a cut has collected so far. */
export interface Taken {
  readonly points: MetricPoint[];
  /** Calls that the points are the first to carry. */
  samples: number;
  /** Calls that were left because something of their bucket is under way. */
  waiting: number;
}

/** Adds what a context has for a cut. */
export function cutContext<T extends MetricType>(
  live: LiveContext<T>,
  rule: CutRule,
  taken: Taken,
): void {
  for (const bucket of live.buckets()) {
    if (bucket.start >= rule.before) continue;
    const ends =
      rule.mode === 'add' || live.context.type === 'distribution' || rule.seals(bucket.start);
    if (bucket.fresh > 0 && !ends && rule.unsettled(bucket.start)) {
      taken.waiting += bucket.fresh;
      continue;
    }
    if (bucket.fresh > 0) {
      taken.points.push(pointOf(live.context, bucket, rule.width, !ends));
      taken.samples += bucket.fresh;
      bucket.fresh = 0;
    }
    if (ends) live.remove(bucket);
  }
}

/** What crosses the seam for one bucket. */
export function pointOf<T extends MetricType>(
  context: Context,
  bucket: BucketByType[T],
  interval: number,
  keep: boolean,
): MetricPoint {
  const { start, fresh } = bucket;
  const state = (bucket as Bucket).read(keep);
  return {
    type: context.type,
    context,
    bucketStart: start,
    interval,
    samples: fresh,
    state,
  } as MetricPoint;
}
