import type { Clock } from '@dogstats/core';

/** Waits that can all be ended early. They never keep the process alive. */
export class Sleeps {
  readonly #clock: Clock;
  readonly #pending = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves after so many milliseconds, or when all sleeps are ended. */
  sleep(milliseconds: number): Promise<void> {
    if (milliseconds <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        timer.cancel();
        this.#pending.delete(wake);
        resolve();
      };
      const timer = this.#clock.setTimeout(wake, milliseconds);
      this.#pending.add(wake);
    });
  }

  endAll(): void {
    for (const wake of [...this.#pending]) wake();
  }
}
