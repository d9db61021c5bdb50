/** The system's clock for everything but the time of day, which stands until it is moved. */
export class MovableClock {
  #nowMs = Math.floor(Date.now() / 10_000) * 10_000;

  now() {
    return this.#nowMs;
  }

  advance(seconds) {
    this.#nowMs += seconds * 1000;
  }

  monotonic() {
    return performance.now();
  }

  setTimeout(callback, delayMs, keepAlive = false) {
    const timeout = setTimeout(callback, delayMs);
    if (!keepAlive) timeout.unref();
    return { cancel: () => clearTimeout(timeout) };
  }
}
