import type { MetricPoint } from '@dogstats/core';
import type { LedgerEntry } from './ledger.js';

/**
 * The points of one cut on their way into a sink: each is entered into the ledger when it is read.
 *
 * A sink may read in slices, over many turns. Until it has come to the end there must be no other
 * cut.
 */
export class Reading implements Iterable<MetricPoint> {
  /** Resolves when no more is read. */
  readonly ended: Promise<void>;
  isEnded = false;
  readonly #points: Iterator<MetricPoint>;
  readonly #entry: LedgerEntry;
  #next: IteratorResult<MetricPoint>;
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

  *[Symbol.iterator](): Generator<MetricPoint> {
    try {
      // What is read after its batch was settled would be in nobody's account.
      while (this.#next.done !== true && this.#entry.outcome === undefined) {
        const { value } = this.#next;
        this.#next = { done: true, value: undefined };
        yield value;
        if (this.#entry.outcome !== undefined) return;
        this.#next = this.#points.next();
        if (this.#next.done !== true) this.#entry.enter(this.#next.value);
      }
    } finally {
      this.end();
    }
  }

  /** Says that no more will be read, whatever the sink does. */
  end(): void {
    this.isEnded = true;
    this.#resolve();
  }
}
