import { type DeliveryReport, DistinctErrors, DropCounter, type DropReason } from '@dogstats/core';

/** What became of one batch so far, in recorded calls. */
export class BatchAccount {
  /** Resolves when nothing of the batch is open any more. */
  readonly settled: Promise<DeliveryReport>;
  readonly #resolve: (report: DeliveryReport) => void;
  readonly #dropped = new DropCounter();
  readonly #errors = new DistinctErrors();
  #accepted = 0;
  #left = 0;
  #possiblyDuplicated = 0;
  /** Payloads that are neither accepted nor dropped; reading the batch counts as one. */
  #open = 1;

  constructor() {
    const { promise, resolve } = withResolvers<DeliveryReport>();
    this.settled = promise;
    this.#resolve = resolve;
  }

  /** Announces a payload of the batch; it has to be accepted or dropped. */
  open(): void {
    this.#open++;
  }

  /** Says that no more payloads come. */
  complete(): void {
    this.#close();
  }

  /** Says that so many payloads were divided into others. */
  replace(divided: number, parts: number): void {
    this.#open += parts - divided;
  }

  accept(samples: number): void {
    this.#accepted += samples;
    this.#close();
  }

  drop(reason: DropReason, samples: number): void {
    this.#dropped.add(reason, samples);
    this.#close();
  }

  /** Says that a payload is left to another process. */
  leave(samples: number): void {
    this.#left += samples;
    this.#close();
  }

  duplicate(samples: number): void {
    this.#possiblyDuplicated += samples;
  }

  note(error: Error | undefined): void {
    this.#errors.add(error);
  }

  /** The figures at this moment. */
  report(): DeliveryReport {
    return {
      accepted: this.#accepted,
      dropped: this.#dropped.counts(),
      ...(this.#left === 0 ? {} : { retained: this.#left }),
      possiblyDuplicated: this.#possiblyDuplicated,
      errors: this.#errors.list(),
    };
  }

  #close(): void {
    this.#open--;
    if (this.#open === 0) this.#resolve(this.report());
  }
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
