import type { Clock } from '@dogstats/core';
import { countSamples } from './count-samples.js';
import { formatDuration } from './format-duration.js';

/** After an outage, one that is over as fast is not told for this long. */
const quietMs = 60_000;

/** What is known of a sink at one moment, in recorded calls. */
export interface DeliveryState {
  /** What keeps the retained calls from being accepted; empty while all is well. */
  readonly errors: readonly Error[];
  /** Attempts that failed since it was. */
  readonly failures: number;
  readonly accepted: number;
  readonly retained: number;
  readonly dropped: number;
  /** When the oldest batch that is not settled was handed over, monotonic milliseconds. */
  readonly oldestMs: number;
}

interface Told {
  readonly sinceMs: number;
  readonly accepted: number;
  readonly dropped: number;
  /** Failures at which there is something to say again. */
  nextFailures: number;
  /** When attempts began to succeed again. */
  endedMs: number | undefined;
}

/**
 * Tells of an outage in few lines: when it begins, at each tenfold of failed attempts, and when all
 * that was kept meanwhile is delivered.
 */
export class Outage {
  readonly #clock: Clock;
  readonly #say: (line: string) => void;
  #told: Told | undefined;
  #quietUntilMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, say: (line: string) => void) {
    this.#clock = clock;
    this.#say = say;
  }

  observe(state: DeliveryState): void {
    const [error] = state.errors;
    if (error !== undefined) this.#goesOn(error, state);
    else if (this.#told !== undefined) this.#ends(this.#told, state);
  }

  #goesOn(error: Error, state: DeliveryState): void {
    const nowMs = this.#clock.monotonic();
    const { failures, accepted, dropped } = state;
    const held = `Holding ${countSamples(state.retained)}`;
    if (this.#told === undefined) {
      if ((nowMs < this.#quietUntilMs || isThrottled(error)) && failures < 10) return;
      const nextFailures = tenfold(failures);
      this.#told = { sinceMs: nowMs, accepted, dropped, nextFailures, endedMs: undefined };
      this.#say(`${codeOf(error)}: ${error.message}. ${held}; delivery goes on trying.`);
      return;
    }
    this.#told.endedMs = undefined;
    if (failures < this.#told.nextFailures) return;
    this.#told.nextFailures = tenfold(failures);
    const lasts = formatDuration(nowMs - this.#told.sinceMs);
    const lost = `${dropped - this.#told.dropped} dropped`;
    this.#say(
      `${codeOf(error)}: still no delivery after ${failures} attempts in ${lasts}: ` +
        `${error.message}. ${held}, ${lost} so far.`,
    );
  }

  #ends(told: Told, state: DeliveryState): void {
    const nowMs = this.#clock.monotonic();
    told.endedMs ??= nowMs;
    // What was kept meanwhile is not all delivered.
    if (state.oldestMs < told.endedMs) return;
    this.#told = undefined;
    this.#quietUntilMs = nowMs + quietMs;
    const late = countSamples(state.accepted - told.accepted);
    const lost = state.dropped - told.dropped;
    this.#say(
      `DS105: delivery is back after ${formatDuration(told.endedMs - told.sinceMs)}: ` +
        `${late} accepted late, ${lost} dropped.`,
    );
  }
}

/** The first of 10, 100, 1000, … that is more. */
function tenfold(failures: number): number {
  return 10 ** (Math.floor(Math.log10(Math.max(failures, 1))) + 1);
}

/** What is looked up in the documentation: a refused key is another matter than the network. */
function codeOf(error: Error): string {
  const status = 'status' in error ? error.status : undefined;
  if (status === 401 || status === 403) return 'DS102';
  if ('code' in error && error.code === 'ERR_PRIMARY') return 'DS110';
  return isThrottled(error) ? 'DS107' : 'DS104';
}

/** The intake is there and well, and wants less: no news before it lasts. */
function isThrottled(error: Error): boolean {
  return 'status' in error && error.status === 429;
}
