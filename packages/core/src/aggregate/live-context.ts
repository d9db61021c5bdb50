import type { BucketByType } from '../metric/bucket-types.js';
import type { MetricType } from '../metric/metric-type.js';
import type { LocalContext } from './context.js';

const none: readonly never[] = [];

/** A context together with what it has collected and not yet sealed. */
export class LiveContext<T extends MetricType = MetricType> {
  readonly context: LocalContext;
  /** The latest bucket; the one that fast paths write to. */
  bucket: BucketByType[T] | undefined = undefined;
  /** The unsealed bucket before it: in normal running there is one. */
  previous: BucketByType[T] | undefined = undefined;
  /** Unsealed buckets of other times, in no order; mostly none. */
  others: readonly BucketByType[T][] = none;
  /** Start of the latest bucket that it ever had, unix seconds; a small integer takes least room. */
  lastStart = 0;
  /** Taken out of the table; a look-up that still finds it has to look again. */
  forgotten = false;

  constructor(context: LocalContext) {
    this.context = context;
  }

  find(start: number): BucketByType[T] | undefined {
    if (this.bucket?.start === start) return this.bucket;
    if (this.previous?.start === start) return this.previous;
    return this.others.find((bucket) => bucket.start === start);
  }

  insert(bucket: BucketByType[T]): void {
    if (bucket.start > this.lastStart) this.lastStart = bucket.start;
    let older = bucket;
    if (this.bucket === undefined || this.bucket.start < bucket.start) {
      if (this.bucket === undefined) {
        this.bucket = bucket;
        return;
      }
      older = this.bucket;
      this.bucket = bucket;
    }
    if (this.previous !== undefined) this.others = [...this.others, this.previous];
    this.previous = older;
  }

  remove(bucket: BucketByType[T]): void {
    if (this.bucket === bucket) this.bucket = undefined;
    else if (this.previous === bucket) this.previous = undefined;
    else {
      const others = this.others.filter((other) => other !== bucket);
      this.others = others.length === 0 ? none : others;
    }
  }

  get empty(): boolean {
    return this.bucket === undefined && this.previous === undefined && this.others.length === 0;
  }
}
