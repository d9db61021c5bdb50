import type { Bucket } from '../metric/bucket.js';
import type { BucketByType } from '../metric/bucket-types.js';
import type { MetricPoint, PointOf } from '../metric/metric-point.js';
import type { MetricType } from '../metric/metric-type.js';
import type { SinkMode } from '../sink/sink.js';
import type { Context } from './context.js';
import type { LiveContext } from './live-context.js';

/**
 * What one cut takes out of an aggregator. It takes each point at the moment in which that is read,
 * value and calls together, so a sink may read in slices while recording goes on. What is not read
 * stays for the next cut.
 *
 * The points of one cut have to be read before those of the next: otherwise an older value of a
 * bucket could end up over a newer one.
 */
export interface Cut {
  /** Read once. */
  readonly points: Iterable<MetricPoint>;
  /** Calls that the points read so far are the first to carry. */
  readonly samples: number;
  /** Calls left for a later cut so far, because something of their bucket is still under way. */
  readonly waiting: number;
}

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
  /** Whether a count is cut as a distribution of one value, and then begins anew. */
  readonly asDistributions: boolean;
}

/** What a cut has come to so far. */
export interface CutTally {
  samples: number;
  waiting: number;
}

/** Takes what a bucket has for a cut, if it has anything. */
export function cutBucket<T extends MetricType>(
  live: LiveContext<T>,
  bucket: BucketByType[T],
  rule: CutRule,
  tally: CutTally,
): MetricPoint | undefined {
  if (bucket.start >= rule.before) return undefined;
  const { type } = live.context;
  const adds = type === 'distribution' || (type === 'count' && rule.asDistributions);
  const ends = adds || rule.mode === 'add' || rule.seals(bucket.start);
  if (bucket.fresh > 0 && !ends && rule.unsettled(bucket.start)) {
    tally.waiting += bucket.fresh;
    return undefined;
  }
  if (ends) live.remove(bucket);
  if (bucket.fresh === 0) return undefined;
  const point = pointOf(live.context, bucket, rule.width, !ends);
  tally.samples += bucket.fresh;
  bucket.fresh = 0;
  return adds && point.type === 'count' ? oneValue(point) : point;
}

/** A count as a distribution of one value, which the server adds to those of other processes. */
function oneValue(point: PointOf<'count'>): PointOf<'distribution'> {
  const type = 'distribution';
  const context = { ...point.context, type } as const;
  return { ...point, type, context, state: { values: [point.state.sum] } };
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
  const { type } = context;
  return { type, context, bucketStart: start, interval, samples: fresh, state } as MetricPoint;
}

/** Asks a question once per bucket start: the answers of one cut must not change while it is read. */
export function oncePerStart(ask: (bucketStart: number) => boolean): typeof ask {
  const answers = new Map<number, boolean>();
  return (bucketStart) => {
    let answer = answers.get(bucketStart);
    if (answer === undefined) {
      answer = ask(bucketStart);
      answers.set(bucketStart, answer);
    }
    return answer;
  };
}
