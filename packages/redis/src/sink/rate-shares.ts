/** Rates remembered at most; the oldest go first. */
const mostRates = 100_000;

/**
 * A rate is the last value given, but records of rates add up. So of a rate that was written before
 * in its bucket, only what it grew by is written. Processes add up.
 */
export class RateShares {
  readonly #written = new Map<string, number>();

  /** What a value is on top of what was written for the series and bucket. */
  shareOf(identity: string, bucketStart: number, value: number): number {
    const key = `${bucketStart} ${identity}`;
    const before = this.#written.get(key) ?? 0;
    this.#written.delete(key);
    this.#written.set(key, value);
    if (this.#written.size > mostRates) {
      const oldest = this.#written.keys().next();
      if (oldest.done === false) this.#written.delete(oldest.value);
    }
    return value - before;
  }
}
