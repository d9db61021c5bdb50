/** A timer that can be called off. */
export interface Timer {
  cancel(): void;
}

/** Time as an argument of all that records, aggregates, queues and retries. */
export interface Clock {
  /** Wall clock, milliseconds since 1970. May jump. */
  now(): number;
  /** Milliseconds since some moment, never going back. For durations and deadlines. */
  monotonic(): number;
  /**
   * Calls `callback` once, `delayMs` from now.
   *
   * @param keepAlive whether the pending timer keeps the process alive; only while somebody waits.
   */
  setTimeout(callback: () => void, delayMs: number, keepAlive?: boolean): Timer;
}

/** The real time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (callback, delayMs, keepAlive = false) => {
    const timeout = setTimeout(callback, delayMs);
    if (!keepAlive) timeout.unref();
    return { cancel: () => clearTimeout(timeout) };
  },
};
