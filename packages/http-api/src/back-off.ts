import type { Clock } from '@dogstats/transport/http-client';
import { BackOffError } from './errors.js';

/**
 * Keeps a service that does not answer from slowing down its callers: after `maxTimeouts` requests in
 * a row that timed out, nothing is sent for a while.
 *
 * dogapi's machine, but that an answer that begins and never ends counts as a timeout as well.
 */
export class BackOff {
  readonly #maxTimeouts: number;
  readonly #periodMs: number;
  readonly #clock: Pick<Clock, 'monotonic'>;
  #timeouts = 0;
  #sinceMs: number | undefined;

  constructor(maxTimeouts: number, periodSeconds: number, clock: Pick<Clock, 'monotonic'>) {
    this.#maxTimeouts = maxTimeouts;
    this.#periodMs = periodSeconds * 1_000;
    this.#clock = clock;
  }

  /** @throws {BackOffError} when a request must not go out now. */
  enter(): void {
    const nowMs = this.#clock.monotonic();
    if (this.#sinceMs === undefined) {
      if (this.#timeouts < this.#maxTimeouts) return;
      this.#sinceMs = nowMs;
    }
    const leftMs = this.#sinceMs + this.#periodMs - nowMs;
    if (leftMs >= 0) throw new BackOffError(this.#timeouts, leftMs / 1_000);
    this.#sinceMs = undefined;
    this.#timeouts = 0;
  }

  /** A whole answer came, whatever it said. */
  answered(): void {
    this.#timeouts = 0;
  }

  timedOut(): void {
    this.#timeouts++;
  }
}
