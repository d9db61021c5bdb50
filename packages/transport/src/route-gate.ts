import type { Clock } from '@dogstats/core';
import { type BreakerState, CircuitBreaker } from './circuit-breaker.js';
import { Sleeps } from './sleeps.js';

/**
 * Lets attempts on one route through, and nobody while the route is paused: because the intake has
 * asked for it, or because we hold it ourselves: the key or the address is wrong, or too many
 * attempts in a row have failed. Afterwards a single attempt goes first, as a probe; the others
 * follow once it was answered well.
 */
export class RouteGate {
  readonly #clock: Clock;
  readonly #sleeps: Sleeps;
  readonly #breaker: CircuitBreaker;
  #pausedUntilMs = 0;
  #heldUntilMs = 0;
  #narrow = false;
  #probing = false;
  #closed = false;
  /** Called when the probe is through. */
  #waiting: (() => void)[] = [];

  /** @param random from 0 inclusive to 1 exclusive. */
  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#breaker = new CircuitBreaker(clock, random);
    this.#sleeps = new Sleeps(clock);
  }

  /** Resolves when `enter()` may succeed; at once when closed. */
  async untilOpen(): Promise<void> {
    while (!this.#closed) {
      const pauseMs = this.#shutUntilMs - this.#clock.monotonic();
      if (pauseMs > 0) await this.#sleeps.sleep(pauseMs);
      else if (this.#probing) await new Promise<void>((resolve) => this.#waiting.push(resolve));
      else return;
    }
  }

  /** Whether an attempt may begin now; if so, `leave` must follow. */
  enter(): boolean {
    if (this.#closed) return true;
    if (this.isShut || this.#probing) return false;
    this.#probing = this.#narrow;
    return true;
  }

  /** @param healthy whether the intake dealt with the payload. */
  leave(healthy: boolean): void {
    if (healthy) this.#recover();
    this.#probing = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }

  /** An attempt failed as it does when the intake is in trouble. */
  fail(): void {
    const windowMs = this.#breaker.fail();
    if (windowMs > 0) this.hold(windowMs);
  }

  get breaker(): BreakerState {
    return this.#breaker.state;
  }

  /** Whether nobody may pass right now: then the gate says when to go on. */
  get isShut(): boolean {
    return !this.#closed && this.#shutUntilMs > this.#clock.monotonic();
  }

  /** Whether a single attempt goes first, as a probe. */
  get isNarrow(): boolean {
    return this.#narrow;
  }

  /** Lets a single attempt go first, as after a pause. */
  narrow(): void {
    this.#narrow = true;
  }

  /**
   * Keeps everybody away for so many milliseconds from now, or longer if that was the case, since
   * the intake has asked for it.
   */
  pause(milliseconds: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#clock.monotonic() + milliseconds);
    this.narrow();
  }

  /** The same since it would be in vain, for all we know: `hurry()` ends it. */
  hold(milliseconds: number): void {
    this.#heldUntilMs = Math.max(this.#heldUntilMs, this.#clock.monotonic() + milliseconds);
    this.narrow();
  }

  /** Lets a probe through though the route is held, but not against a pause. */
  hurry(): void {
    this.#heldUntilMs = 0;
    // Those who wait look again, and sleep on where a pause is left.
    this.#sleeps.endAll();
  }

  /** Lets everybody through, to find out that all is over. */
  close(): void {
    this.#closed = true;
    this.#sleeps.endAll();
    this.leave(true);
  }

  #recover(): void {
    this.#narrow = false;
    // A failure from before may have come in after the probe had left.
    this.#heldUntilMs = 0;
    this.#breaker.succeed();
    this.#sleeps.endAll();
  }

  get #shutUntilMs(): number {
    return Math.max(this.#pausedUntilMs, this.#heldUntilMs);
  }
}
