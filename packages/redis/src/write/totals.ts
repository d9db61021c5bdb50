import { DropCounter, type DropReason, type SinkStats } from '@dogstats/core';

/** Running totals, in recorded calls: handed over = accepted + retained + dropped, always. */
export class Totals {
  readonly #dropped = new DropCounter();
  #handedOver = 0;
  #accepted = 0;

  handOver(calls: number): void {
    this.#handedOver += calls;
  }

  accept(calls: number): void {
    this.#accepted += calls;
  }

  drop(reason: DropReason, calls: number): void {
    this.#dropped.add(reason, calls);
  }

  stats(trouble: Error | undefined): SinkStats {
    return {
      accepted: this.#accepted,
      retained: this.#handedOver - this.#accepted - this.#dropped.total,
      dropped: this.#dropped.counts(),
      errors: trouble === undefined ? [] : [trouble],
    };
  }
}
