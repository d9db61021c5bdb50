import type { Clock, Timer } from '@dogstats/core';

/** What timers of Node.js hold; more would make them fire at once. */
const longestMs = 2 ** 31 - 1;

/** A timeout as a caller gives it, as one that a timer can have. */
export function usableTimeout(timeoutMs: unknown, defaultMs: number): number {
  if (typeof timeoutMs !== 'number' || Number.isNaN(timeoutMs)) return defaultMs;
  return Math.min(Math.max(timeoutMs, 0), longestMs);
}

/**
 * A moment up to which somebody waits. Until it has passed or is cancelled it keeps the process
 * alive: so what is waited for can happen, though nothing else keeps the process.
 */
export class Deadline {
  /** Of the monotonic clock, milliseconds. */
  readonly atMs: number;
  readonly passed: Promise<void>;
  readonly #timer: Timer;
  #isOver = false;

  constructor(clock: Clock, timeoutMs: number) {
    this.atMs = clock.monotonic() + timeoutMs;
    let pass = (): void => {};
    this.passed = new Promise((resolve) => {
      pass = resolve;
    });
    this.#timer = clock.setTimeout(
      () => {
        this.#isOver = true;
        pass();
      },
      timeoutMs,
      true,
    );
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Waits until one of the promises settles, or until the deadline has passed. */
  async first(promises: readonly Promise<unknown>[]): Promise<void> {
    await Promise.race([...promises, this.passed]);
  }

  cancel(): void {
    this.#timer.cancel();
  }
}
