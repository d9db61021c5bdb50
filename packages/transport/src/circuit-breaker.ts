import type { Clock } from '@dogstats/core';

/**
 * - `closed`: everybody may send.
 * - `open`: too many failures in a row; nobody may.
 * - `half-open`: the wait is over, and a single probe finds out.
 */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** Failures in a row that open it. */
const opensAfter = 5;
const firstWindowMs = 2_000;
const longestWindowMs = 64_000;

/**
 * Says how long to leave an intake alone that keeps failing: 2 s, and twice as long after each probe
 * that fails, up to 64 s. Of each window a part up to its half is left out by chance, so that many
 * processes don't probe together. One success closes it.
 */
export class CircuitBreaker {
  readonly #clock: Clock;
  readonly #random: () => number;
  #failures = 0;
  #windows = 0;
  #openUntilMs = 0;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  get state(): BreakerState {
    if (this.#failures < opensAfter) return 'closed';
    return this.#clock.monotonic() < this.#openUntilMs ? 'open' : 'half-open';
  }

  /** Notes a failure, and returns how long to stay away from now on, in milliseconds. */
  fail(): number {
    this.#failures++;
    const state = this.state;
    // One that fails while it is open was under way before, or was let through for somebody who
    // waits: neither says that the window was too short.
    if (state === 'half-open') {
      const windowMs = Math.min(longestWindowMs, firstWindowMs * 2 ** this.#windows);
      this.#windows++;
      this.#openUntilMs = this.#clock.monotonic() + windowMs * (0.5 + this.#random() / 2);
    }
    return state === 'closed' ? 0 : this.#openUntilMs - this.#clock.monotonic();
  }

  succeed(): void {
    this.#failures = 0;
    this.#windows = 0;
    this.#openUntilMs = 0;
  }
}
