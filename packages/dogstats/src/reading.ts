import type { MetricPoint } from '@dogstats/core';
import type { LedgerEntry } from './ledger.js';

/**
 * The points of one cut on their way into a sink: each is entered into the ledger when it is read.
 *
 * A sink may read in slices, over many turns. Until it has come to the end there must be no other
 * cut.
 */
export class Reading implements IterableIterator<MetricPoint> {
  /** Resolves when no more is read. */
  readonly ended: Promise<void>;
  isEnded = false;
  readonly #points: Iterator<MetricPoint>;
  readonly #entry: LedgerEntry;
  /** What was read ahead, to see whether there is anything; `undefined` once it was handed out. */
  #next: IteratorResult<MetricPoint> | undefined;
  #resolve: () => void = () => {};

  /** @param first what the first `next()` of the points gave. */
  constructor(
    first: IteratorResult<MetricPoint>,
    points: Iterator<MetricPoint>,
    entry: LedgerEntry,
  ) {
    this.#next = first;
    this.#points = points;
    this.#entry = entry;
    if (first.done !== true) entry.enter(first.value);
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<MetricPoint> {
    const current = this.#next;
    // What is read after its batch was settled would be in nobody's account.
    if (current === undefined) {
      if (this.isEnded || this.#entry.outcome !== undefined) return this.#stop();
      const next = this.#points.next();
      if (next.done === true) return this.#stop();
      this.#entry.enter(next.value);
      return next;
    }
    this.#next = undefined;
    return current.done === true ? this.#stop() : current;
  }

  /** The sink reads no further. */
  return(): IteratorResult<MetricPoint> {
    return this.#stop();
  }

  #stop(): IteratorResult<MetricPoint> {
    this.end();
    return { done: true, value: undefined };
  }

  /** Says that no more will be read, whatever the sink does. */
  end(): void {
    this.isEnded = true;
    this.#resolve();
  }
}
