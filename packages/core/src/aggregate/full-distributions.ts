import type { BucketByType } from '../metric/bucket-types.js';
import type { MetricPoint } from '../metric/metric-point.js';
import type { MetricType } from '../metric/metric-type.js';
import { pointOf } from './cut.js';
import type { LiveContext } from './live-context.js';

/** Samples that may wait for their early cut; more than that within one turn are dropped. */
const maxWaitingSamples = 1_000_000;

/** Distributions that were full before their bucket was cut. */
export class FullDistributions {
  readonly #width: number;
  readonly #onFull: (() => void) | undefined;
  #points: MetricPoint[] = [];
  #samples = 0;

  /** @param width of a bucket, whole seconds. */
  constructor(width: number, onFull: (() => void) | undefined) {
    this.#width = width;
    this.#onFull = onFull;
  }

  /**
   * Takes a full bucket out of its context.
   *
   * @returns how many of its samples are lost, because too many wait already: all or none.
   */
  setAside<T extends MetricType>(live: LiveContext<T>, bucket: BucketByType[T]): number {
    live.remove(bucket);
    const point = pointOf(live.context, bucket, this.#width, false);
    // A cut that is being read may hold the bucket still, and must find nothing in it.
    bucket.fresh = 0;
    if (this.#samples + point.samples > maxWaitingSamples) return point.samples;
    this.#points.push(point);
    this.#samples += point.samples;
    this.#onFull?.();
    return 0;
  }

  /** Takes the oldest one out. */
  shift(): MetricPoint | undefined {
    const point = this.#points.shift();
    if (point !== undefined) this.#samples -= point.samples;
    return point;
  }
}
