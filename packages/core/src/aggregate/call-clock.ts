/** The clock is read at every 64th call; in between its last reading holds. */
const mask = 63;

/** Counts recording calls, and has the clock read now and then: reading it costs more than a call. */
export class CallClock {
  /** Calls so far. */
  calls = 0;
  readonly #read: () => void;

  constructor(read: () => void) {
    this.#read = read;
  }

  count(): void {
    if ((++this.calls & mask) === 0) this.#read();
  }
}
