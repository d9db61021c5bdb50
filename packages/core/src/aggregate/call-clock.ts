/** As many calls share one reading of the clock; a power of two. */
const callsPerReading = 64;

/** Counts recording calls, and has the clock read now and then: reading it costs more than a call. */
export class CallClock {
  /** Calls so far. */
  calls = 0;
  readonly #mask: number;
  readonly #read: () => void;

  /** @param atEachCall for processes that may be frozen between any two calls. */
  constructor(read: () => void, atEachCall: boolean) {
    this.#read = read;
    this.#mask = atEachCall ? 0 : callsPerReading - 1;
  }

  count(): void {
    if ((++this.calls & this.#mask) === 0) this.#read();
  }
}
