import type { Clock, Timer } from '@dogstats/core';

/** A deadline that fires this late fired on a process that was frozen, or busy. */
const frozenMs = 1_000;
/** What such a process gets to read an answer that may have been there all the time. */
const thawMs = 100;

/** Aborts when time is up. */
export class Deadline {
  readonly #abort: AbortController;
  readonly #clock: Clock;
  readonly #dueMs: number;
  #timer: Timer;
  passed = false;

  constructor(abort: AbortController, totalMs: number, clock: Clock) {
    this.#abort = abort;
    this.#clock = clock;
    this.#dueMs = clock.monotonic() + totalMs;
    this.#timer = clock.setTimeout(() => this.#fire(), totalMs);
  }

  #fire(): void {
    if (this.#clock.monotonic() - this.#dueMs > frozenMs) {
      this.#timer = this.#clock.setTimeout(() => this.#pass(), thawMs);
    } else {
      this.#pass();
    }
  }

  #pass(): void {
    this.passed = true;
    this.#abort.abort();
  }

  /** What `promise` gives, unless time is up first. */
  within<T>(promise: Promise<T>): Promise<T> {
    const { signal } = this.#abort;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => reject(signal.reason);
      if (signal.aborted) onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    });
  }

  end(): void {
    this.#timer.cancel();
  }
}
