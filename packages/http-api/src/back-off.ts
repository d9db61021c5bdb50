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
  #round = 0;
  #timeouts = 0;
  #sinceMs: number | undefined;

  constructor(maxTimeouts: number, periodSeconds: number, clock: Pick<Clock, 'monotonic'>) {
    this.#maxTimeouts = maxTimeouts;
    this.#periodMs = periodSeconds * 1_000;
    this.#clock = clock;
  }

  /**
   * @returns the round of the request, to be told with its outcome: another begins after each silence.
   * @throws {BackOffError} when a request must not go out now.
   */
  enter(): number {
    const nowMs = this.#clock.monotonic();
    if (this.#sinceMs === undefined) {
      if (!this.#isSilent) return this.#round;
      this.#sinceMs = nowMs;
    }
    const leftMs = this.#sinceMs + this.#periodMs - nowMs;
    if (leftMs >= 0) throw new BackOffError(this.#timeouts, leftMs / 1_000);
    this.#sinceMs = undefined;
    this.#timeouts = 0;
    return ++this.#round;
  }

  /** A whole answer came, whatever it said. One that comes late neither ends a silence nor puts off the next. */
  answered(round: number): void {
    if (round === this.#round && !this.#isSilent) this.#timeouts = 0;
  }

  timedOut(round: number): void {
    if (round === this.#round) this.#timeouts++;
  }

  get #isSilent(): boolean {
    return this.#timeouts >= this.#maxTimeouts;
  }
}
