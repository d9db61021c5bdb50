import type { Clock, Timer } from '../clock.js';

interface Pending {
  readonly dueMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/**
 * A clock that stands still until it is told to move. Wall clock and monotonic clock move together
 * by `advance`; `step` moves the wall clock alone, as an administrator or NTP does.
 */
export class ManualClock implements Clock {
  #wallMs: number;
  #elapsedMs = 0;
  #orders = 0;
  readonly #pending = new Set<Pending>();
  readonly #waiting = new Set<{ readonly timers: number; readonly resolve: () => void }>();

  /** @param startSeconds unix seconds at which it stands; the default is in 2026. */
  constructor(startSeconds = 1_780_000_000) {
    this.#wallMs = startSeconds * 1000;
  }

  now(): number {
    return this.#wallMs;
  }

  monotonic(): number {
    return this.#elapsedMs;
  }

  setTimeout(callback: () => void, delayMs: number): Timer {
    const pending = {
      dueMs: this.#elapsedMs + Math.max(0, delayMs),
      order: this.#orders++,
      callback,
    };
    this.#pending.add(pending);
    for (const waiting of this.#waiting) {
      if (this.#pending.size < waiting.timers) continue;
      this.#waiting.delete(waiting);
      waiting.resolve();
    }
    return { cancel: () => void this.#pending.delete(pending) };
  }

  /** Timers that wait to fire. */
  get pendingTimers(): number {
    return this.#pending.size;
  }

  /** Milliseconds until the next timer fires; `undefined` when none waits. */
  get nextTimerMs(): number | undefined {
    const next = this.#next();
    return next === undefined ? undefined : next.dueMs - this.#elapsedMs;
  }

  /** Resolves as soon as so many timers wait: when real I/O decides when that is. */
  async untilTimers(timers = 1): Promise<void> {
    if (this.#pending.size >= timers) return;
    await new Promise<void>((resolve) => this.#waiting.add({ timers, resolve }));
  }

  /** Moves the wall clock alone; negative steps back. */
  step(seconds: number): void {
    this.#wallMs += seconds * 1000;
  }

  /** Moves both clocks and fires what is due, in order, letting promises settle in between. */
  async advance(milliseconds: number): Promise<void> {
    const targetMs = this.#elapsedMs + milliseconds;
    await settle();
    for (let due = this.#next(); due !== undefined && due.dueMs <= targetMs; due = this.#next()) {
      this.#moveTo(due.dueMs);
      this.#pending.delete(due);
      due.callback();
      await settle();
    }
    this.#moveTo(targetMs);
    await settle();
  }

  #moveTo(elapsedMs: number): void {
    this.#wallMs += elapsedMs - this.#elapsedMs;
    this.#elapsedMs = elapsedMs;
  }

  #next(): Pending | undefined {
    let next: Pending | undefined;
    for (const pending of this.#pending) {
      if (
        next === undefined ||
        pending.dueMs < next.dueMs ||
        (pending.dueMs === next.dueMs && pending.order < next.order)
      )
        next = pending;
    }
    return next;
  }
}

/** One turn of the event loop: every promise that can settle without I/O has settled. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
