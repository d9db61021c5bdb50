import { type DeliveryReport, DistinctErrors, DropCounter, type DropReason } from '@dogstats/core';

/** What became of recorded calls: of one batch, and with it of all. */
export class Account {
  readonly dropped: DropCounter = new DropCounter();
  accepted = 0;
  readonly #all: Account | undefined;
  readonly #errors = new DistinctErrors();

  /** @param all the account of which this is a part. */
  constructor(all?: Account) {
    this.#all = all;
  }

  accept(calls: number): void {
    this.accepted += calls;
    this.#all?.accept(calls);
  }

  drop(reason: DropReason, calls: number, error?: Error): void {
    this.dropped.add(reason, calls);
    this.#all?.drop(reason, calls);
    this.note(error);
  }

  note(error: Error | undefined): void {
    this.#errors.add(error);
  }

  report(): DeliveryReport {
    return {
      accepted: this.accepted,
      dropped: this.dropped.counts(),
      possiblyDuplicated: 0,
      errors: this.#errors.list(),
    };
  }
}
