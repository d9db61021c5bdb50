/**
 * The arithmetic of buckets: which bucket a time belongs to, when it is closed, what is too old.
 *
 * A bucket is `[start, start + width)` and starts at a multiple of the width, except for the first
 * one of a process: that starts at the second in which the process began to count. So a process
 * that follows another one within a bucket writes another second, and the server, which keeps one
 * value per second, keeps both.
 *
 * @see docs/decisions/0005-buckets.md
 */
export class RollUp {
  /** Width of a bucket, whole seconds. */
  readonly width: number;
  /** The interval whose bucket does not start at its beginning, and where that does start. */
  readonly #firstAligned: number;
  readonly #firstStart: number;

  /**
   * @param birthSeconds when counting began, unix seconds, fractions allowed.
   * @param usedUntil latest bucket start that an earlier life of this process used: the first bucket
   *   starts later, even when that is ahead of the time.
   */
  constructor(width: number, birthSeconds: number, usedUntil: number = Number.NEGATIVE_INFINITY) {
    this.width = width;
    const second = Math.floor(birthSeconds);
    const isAligned = width > 1 && second === this.aligned(second);
    this.#firstStart = Math.max(isAligned ? second + 1 : second, usedUntil + 1);
    this.#firstAligned = this.aligned(this.#firstStart);
  }

  /** Start of the bucket that holds a time. Floor, not truncation: −5 belongs to −10. */
  startOf(seconds: number): number {
    const aligned = this.aligned(seconds);
    return aligned === this.#firstAligned ? this.#firstStart : aligned;
  }

  /** Start of the aligned interval that holds a time. Buckets that start before it are closed then. */
  aligned(seconds: number): number {
    return Math.floor(seconds / this.width) * this.width;
  }
}

/** How far back the intake takes points, less a margin for delivery: 55 of 60 minutes. */
const oldestSeconds = 55 * 60;

/** How far ahead the intake takes points, less a margin: 9 of 10 minutes. */
export const newestSeconds: number = 9 * 60;

/** Whether a bucket start lies outside what the intake takes, and on which side. */
export function outsideWindow(
  bucketStart: number,
  nowSeconds: number,
): 'too_old' | 'too_new' | undefined {
  if (bucketStart < nowSeconds - oldestSeconds) return 'too_old';
  if (bucketStart > nowSeconds + newestSeconds) return 'too_new';
  return undefined;
}
