import { type DeliveryReport, DistinctErrors, DropCounter, type DropReason } from '@dogstats/core';
import type { Outgoing, Owner } from './outgoing.js';
import type { Totals } from './totals.js';

/** What became of the records of one batch, in recorded calls. */
export class BatchAccount implements Owner {
  /** Resolves when each of them is written or dropped. */
  readonly settled: Promise<DeliveryReport>;
  readonly #totals: Totals;
  readonly #dropped = new DropCounter();
  readonly #errors = new DistinctErrors();
  #resolve: (report: DeliveryReport) => void = () => {};
  #accepted = 0;
  #duplicated = 0;
  /** Records under way; making them counts as one. */
  #open = 1;

  constructor(totals: Totals) {
    this.#totals = totals;
    this.settled = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** Announces a record with so many calls. */
  open(calls: number): void {
    this.#totals.handOver(calls);
    this.#open++;
  }

  /** Says that no more come. */
  complete(): void {
    this.#close();
  }

  accept({ samples }: Outgoing): void {
    this.#totals.accept(samples);
    this.#accepted += samples;
    this.#close();
  }

  drop({ samples }: Outgoing, reason: DropReason, error?: Error): void {
    this.#drop(samples, reason, error);
    this.#close();
  }

  duplicate({ samples }: Outgoing): void {
    this.#duplicated += samples;
  }

  /** Counts calls for which there is no record. */
  refuse(calls: number, reason: DropReason, error?: Error): void {
    this.#totals.handOver(calls);
    this.#drop(calls, reason, error);
  }

  #drop(calls: number, reason: DropReason, error: Error | undefined): void {
    this.#totals.drop(reason, calls);
    this.#dropped.add(reason, calls);
    this.#errors.add(error);
  }

  #close(): void {
    this.#open--;
    if (this.#open > 0) return;
    this.#resolve({
      accepted: this.#accepted,
      dropped: this.#dropped.counts(),
      possiblyDuplicated: this.#duplicated,
      errors: this.#errors.list(),
    });
  }
}
