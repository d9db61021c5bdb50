import { newestSeconds, type RollUp } from './roll-up.js';

/**
 * The mark: the end of the time whose buckets were sent for good and let go.
 *
 * Below it a count, histogram or set can't be sent whole any more. Unset until the first cut that
 * takes all closed buckets; each such cut raises it to the earliest bucket that has not been closed
 * for `lateSeconds`.
 */
export class SealedTime {
  readonly #rollUp: RollUp;
  #lateSeconds: number;
  #mark: number | undefined;

  /** @param mark what an earlier life of this process has used up, unix seconds. */
  constructor(rollUp: RollUp, lateSeconds: number, mark?: number) {
    this.#rollUp = rollUp;
    this.#lateSeconds = lateSeconds;
    this.#mark = mark;
  }

  /** The mark, unix seconds; minus infinity while it is unset. */
  get before(): number {
    return this.#mark ?? Number.NEGATIVE_INFINITY;
  }

  /** Whether a bucket is below the mark. */
  has(bucketStart: number): boolean {
    return bucketStart < this.before;
  }

  /** From here on buckets stay open for at least so long. */
  keepOpen(lateSeconds: number): void {
    this.#lateSeconds = Math.max(this.#lateSeconds, lateSeconds);
  }

  raise(nowSeconds: number): void {
    const mark = this.#rollUp.aligned(nowSeconds - this.#lateSeconds);
    if (this.#mark === undefined || mark > this.#mark) this.#mark = mark;
  }

  /**
   * The bucket for what has no timestamp: that of the clock, or after the clock went back the one at
   * the mark. When the mark is further ahead than the intake takes points, it is given up.
   */
  openStart(nowSeconds: number, onReset: () => void): number {
    const start = this.#rollUp.startOf(nowSeconds);
    if (this.#mark === undefined || start >= this.#mark) return start;
    if (this.#mark > nowSeconds + newestSeconds) {
      this.#mark = undefined;
      onReset();
      return start;
    }
    return this.#rollUp.startOf(this.#mark);
  }
}
