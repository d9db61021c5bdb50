/** Calls for each of which a loop of them may at most be one turn. */
const callsPerTurn = 10;

// A test that replaces timers must not keep its flushes from ending.
const { setImmediate } = globalThis;

/**
 * Lets the event loop turn now and then, for calls that may have nothing to wait for: a loop of them
 * would keep timers and sockets from ever being served.
 *
 * Not at each call: a listener of `beforeExit` that makes one would bring about the next `beforeExit`,
 * without end.
 */
export class Turns {
  #calls = 0;

  /** @returns the next turn, to be awaited with what the call waits for anyway; most often nothing. */
  next(): Promise<void> | undefined {
    this.#calls++;
    if (this.#calls % callsPerTurn !== 0) return undefined;
    return new Promise((resolve) => setImmediate(resolve));
  }
}
