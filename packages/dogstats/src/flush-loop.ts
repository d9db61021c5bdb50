import type { Clock, Timer } from '@dogstats/core';

export interface FlushLoopOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly intervalSeconds: number;
  /** Called about once a second, so that samples know the time without asking for it. */
  readonly onTick: () => void;
  /** Called once per interval; `undefined` for a loop that only ticks. */
  readonly onFlush: (() => void) | undefined;
}

/**
 * The timers of an instance, none of which keeps the process alive.
 *
 * Flushes come at a phase of its own within the interval, chosen by chance, so that many processes
 * don't send at the same moment. The wall clock decides when, and each timer is set anew: a stalled
 * or stopped process catches up with one flush.
 */
export class FlushLoop {
  readonly #options: FlushLoopOptions;
  readonly #phaseMs: number;
  #tickTimer: Timer | undefined;
  #flushTimer: Timer | undefined;

  constructor(options: FlushLoopOptions) {
    this.#options = options;
    this.#phaseMs = options.random() * options.intervalSeconds * 1000;
    this.#scheduleTick();
    this.#scheduleFlush();
  }

  stop(): void {
    this.#tickTimer?.cancel();
    this.#flushTimer?.cancel();
  }

  #scheduleTick(): void {
    const { clock, onTick } = this.#options;
    this.#tickTimer = clock.setTimeout(() => {
      this.#scheduleTick();
      onTick();
    }, 1000);
  }

  #scheduleFlush(): void {
    const { clock, onFlush, intervalSeconds } = this.#options;
    if (onFlush === undefined) return;
    const intervalMs = intervalSeconds * 1000;
    const sincePhaseMs = modulo(clock.now() - this.#phaseMs, intervalMs);
    this.#flushTimer = clock.setTimeout(
      () => {
        this.#scheduleFlush();
        onFlush();
        // At least a millisecond: a timer that fires early must not fire twice for one moment.
      },
      Math.max(intervalMs - sincePhaseMs, 1),
    );
  }
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
