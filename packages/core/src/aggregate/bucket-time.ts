import type { MetricType } from '../metric/metric-type.js';
import type { DropReason } from '../sink/drop-reason.js';
import type { SinkMode } from '../sink/sink.js';
import { outsideWindow, type RollUp } from './roll-up.js';
import type { SealedTime } from './sealed-time.js';

/** Unix seconds that are this large, the year 5138, are milliseconds by mistake. */
export const millisecondsFrom = 1e11;

/** Which bucket a sample goes to. Its fields hold from one reading of the clock to the next. */
export class BucketTime {
  /** Latest reading of the clock, unix seconds. */
  now = 0;
  /** Bucket of that reading. */
  currentStart = 0;
  /** The same, but never in sealed time: where counts, histograms and sets go. */
  openStart = 0;
  readonly #mode: SinkMode;
  readonly #rollUp: RollUp;
  readonly #sealed: SealedTime;
  readonly #asDistributions: boolean;

  constructor(mode: SinkMode, rollUp: RollUp, sealed: SealedTime, asDistributions: boolean) {
    this.#mode = mode;
    this.#rollUp = rollUp;
    this.#sealed = sealed;
    this.#asDistributions = asDistributions;
  }

  /** @param onReset called when the clock is so far back that sealed time has to be given up. */
  read(nowSeconds: number, onReset: () => void): void {
    this.now = nowSeconds;
    this.currentStart = this.#rollUp.startOf(nowSeconds);
    this.openStart =
      this.#mode === 'add' ? this.currentStart : this.#sealed.openStart(nowSeconds, onReset);
  }

  /** Whether a bucket of this type is sent whole, so that nothing may be added once it is sealed. */
  isWhole(type: MetricType): boolean {
    return type === 'set' || (!this.#asDistributions && (type === 'count' || type === 'histogram'));
  }

  /** Start of the bucket that a sample goes to, or why it can't go to any. */
  startOf(type: MetricType, timestamp: unknown): number | DropReason {
    if (timestamp === undefined) return this.isWhole(type) ? this.openStart : this.currentStart;
    const seconds = timestamp instanceof Date ? timestamp.getTime() / 1000 : timestamp;
    if (typeof seconds !== 'number' || !Number.isFinite(seconds)) return 'invalid_timestamp';
    if (seconds >= millisecondsFrom) return 'timestamp_in_ms';
    const start = this.#rollUp.startOf(seconds);
    const outside = outsideWindow(start, this.now);
    if (outside !== undefined) return outside;
    if (this.#mode === 'replace' && this.isWhole(type) && this.#sealed.has(start)) return 'late';
    return start;
  }
}
