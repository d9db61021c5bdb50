import type { Clock, Timer } from '@dogstats/transport/http-client';

/** A clock that jumps over each wait that somebody depends on, and remembers how long it was. */
export class TestClock implements Clock {
  readonly waits: number[] = [];
  #nowMs: number;
  /** While false, waits don't end. */
  running = true;

  constructor(nowMs = 1_795_824_000_000) {
    this.#nowMs = nowMs;
  }

  now(): number {
    return this.#nowMs;
  }

  monotonic(): number {
    return this.#nowMs;
  }

  setTimeout(callback: () => void, delayMs: number, keepAlive = false): Timer {
    // Deadlines of requests: nothing here is late.
    if (!keepAlive) return { cancel: () => {} };
    this.waits.push(delayMs);
    if (!this.running) return { cancel: () => {} };
    const immediate = setImmediate(() => {
      this.#nowMs += delayMs;
      callback();
    });
    return { cancel: () => clearImmediate(immediate) };
  }
}
