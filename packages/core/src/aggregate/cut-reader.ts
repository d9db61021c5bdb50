import type { BucketByType } from '../metric/bucket-types.js';
import type { MetricPoint } from '../metric/metric-point.js';
import type { MetricType } from '../metric/metric-type.js';
import type { BucketTime } from './bucket-time.js';
import type { ContextTable } from './context-table.js';
import { type Cut, type CutRule, type CutTally, cutBucket } from './cut.js';
import type { FullDistributions } from './full-distributions.js';
import type { LiveContext } from './live-context.js';

/** Reads cuts: goes through all contexts and takes out what the rule of the cut says. */
export class CutReader {
  /** Calls in all points that were ever read. */
  samples = 0;
  readonly #contexts: ContextTable;
  readonly #full: FullDistributions;
  readonly #time: BucketTime;

  constructor(contexts: ContextTable, full: FullDistributions, time: BucketTime) {
    this.#contexts = contexts;
    this.#full = full;
    this.#time = time;
  }

  /** What is full, and all buckets that the rule lets go. */
  cut(rule: CutRule): Cut {
    const tally = { samples: 0, waiting: 0 };
    return Object.assign(tally, { points: this.#read(rule, tally) });
  }

  /** What is full. */
  cutFull(): Cut {
    const tally = { samples: 0, waiting: 0 };
    return Object.assign(tally, { points: this.#readFull(tally) });
  }

  /** Contexts that come while it is read are read, too. */
  *#read(rule: CutRule, tally: CutTally): Generator<MetricPoint> {
    yield* this.#readFull(tally);
    for (const { contexts, overflow } of Object.values(this.#contexts.indexes)) {
      for (const map of [contexts, overflow]) {
        for (const live of map.values()) {
          const { others, previous, bucket } = live;
          for (const other of others) {
            const point = this.#take(live, other, rule, tally);
            if (point !== undefined) yield point;
          }
          const earlier = previous && this.#take(live, previous, rule, tally);
          if (earlier !== undefined) yield earlier;
          const latest = bucket && this.#take(live, bucket, rule, tally);
          if (latest !== undefined) yield latest;
          if (live.empty) this.#contexts.forgetIfIdle(live, this.#time.now);
        }
      }
    }
  }

  *#readFull(tally: CutTally): Generator<MetricPoint> {
    for (let point = this.#full.shift(); point !== undefined; point = this.#full.shift()) {
      tally.samples += point.samples;
      this.samples += point.samples;
      yield point;
    }
  }

  #take<T extends MetricType>(
    live: LiveContext<T>,
    bucket: BucketByType[T],
    rule: CutRule,
    tally: CutTally,
  ): MetricPoint | undefined {
    const point = cutBucket(live, bucket, rule, tally);
    if (point !== undefined) this.samples += point.samples;
    return point;
  }
}
