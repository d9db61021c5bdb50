import type { Clock } from '@dogstats/core';
import { Sleeps } from './sleeps.js';

/**
 * Lets attempts on one route through, and nobody while the route is paused: because the intake has
 * asked for it, or because we hold it ourselves. After either a single attempt goes first, as a
 * probe; the others follow once it was answered well.
 */
export class RouteGate {
  readonly #clock: Clock;
  readonly #sleeps: Sleeps;
  #pausedUntilMs = 0;
  #heldUntilMs = 0;
  #narrow = false;
  #probing = false;
  #closed = false;
  /** Called when the probe is through. */
  #waiting: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
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
    if (this.#shutUntilMs > this.#clock.monotonic() || this.#probing) return false;
    this.#probing = this.#narrow;
    return true;
  }

  /** @param healthy whether the intake dealt with the payload. */
  leave(healthy: boolean): void {
    if (healthy) this.#narrow = false;
    this.#probing = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
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

  get #shutUntilMs(): number {
    return Math.max(this.#pausedUntilMs, this.#heldUntilMs);
  }
}
