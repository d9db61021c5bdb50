import type { Clock, Problem } from '@dogstats/core';
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

  /** A line of what is told anyway only now and then. */
  line(message: string): void {
    this.#logger.warn(message);
  }

  /**
   * What goes wrong in delivery; the same again only after a while.
   *
   * @param loses whether something was dropped for it; what is overcome is no matter for a log.
   */
  errors(errors: readonly Error[], loses: boolean): void {
    for (const error of errors) {
      if (!this.#isDue(error.message)) continue;
      if (loses) this.#logger.warn(error.message);
      try {
        this.#onError(error);
      } catch {
        // A listener that fails has nobody to tell either.
      }
    }
  }

  #isDue(message: string): boolean {
    const nowMs = this.#clock.monotonic();
    const saidMs = this.#saidMs.get(message);
    if (saidMs !== undefined && nowMs - saidMs < quietMs) return false;
    if (this.#saidMs.size >= maxRemembered) this.#saidMs.clear();
    this.#saidMs.set(message, nowMs);
    return true;
  }
}
