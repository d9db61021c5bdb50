import type { Clock, DeliveryReport, Problem } from '@dogstats/core';
import type { Logger } from './logger.js';

/** How long the same message about delivery is not repeated. */
const quietMs = 60_000;

/** Different messages remembered. */
const maxRemembered = 100;

/** What developers are told: problems of calls and of delivery, without flooding a log. */
export class Messages {
  readonly #logger: Logger;
  readonly #onError: (error: Error) => void;
  readonly #clock: Clock;
  readonly #saidMs = new Map<string, number>();

  constructor(logger: Logger, onError: (error: Error) => void, clock: Clock) {
    this.#logger = logger;
    this.#onError = onError;
    this.#clock = clock;
  }

  /** Said now, and never again. */
  hint(message: string): void {
    this.#saidMs.set(message, Number.POSITIVE_INFINITY);
    this.#logger.warn(message);
  }

  problem({ message }: Problem): void {
    this.#logger.warn(message);
  }

  settled(report: DeliveryReport): void {
    for (const error of report.errors) {
      this.#logOnceInAWhile(error.message);
      try {
        this.#onError(error);
      } catch {
        // A listener that fails has nobody to tell either.
      }
    }
  }

  #logOnceInAWhile(message: string): void {
    const nowMs = this.#clock.monotonic();
    const saidMs = this.#saidMs.get(message);
    if (saidMs !== undefined && nowMs - saidMs < quietMs) return;
    if (this.#saidMs.size >= maxRemembered) this.#saidMs.clear();
    this.#saidMs.set(message, nowMs);
    this.#logger.warn(message);
  }
}
