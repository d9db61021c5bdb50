import { outsideWindow, type Route, type Timer } from '@dogstats/core';
import type { DeliveryAccount } from './delivery-account.js';
import { droppedError } from './delivery-error.js';
import type { DeliveryOptions } from './delivery-options.js';
import type { DeliveryQueue } from './delivery-queue.js';
import type { Packing } from './packing.js';
import type { QueuedPayload } from './queued-payload.js';
import { backOffMs, roundPauseMs } from './retry-timing.js';
import { sendWithRetry } from './send-with-retry.js';
import type { Sender, Step } from './sender.js';
import { Sleeps } from './sleeps.js';

/**
 * Divisions to find what is at fault in a refused payload: enough for one series among 65,536, and
 * a bound on the requests, two for each.
 */
const mostDivisions = 16;

/** What rounds need of a delivery. */
export interface RoundsParts {
  readonly options: DeliveryOptions;
  readonly queue: DeliveryQueue;
  readonly account: DeliveryAccount;
  readonly packing: Packing;
  readonly sender: Sender;
}

/** Gives each payload its rounds of attempts, until it is settled. */
export class Rounds {
  readonly #parts: RoundsParts;
  readonly #backOffs: Sleeps;
  /** How many are on, by route. */
  readonly #rounds = new Map<Route, number>();
  #wake: Timer | undefined;
  #closed = false;

  constructor(parts: RoundsParts) {
    this.#parts = parts;
    this.#backOffs = new Sleeps(parts.options.clock);
  }

  /** Begins at once what waits for its next round or attempt: on one route, or on all. */
  hurry(route?: string): void {
    for (const payload of this.#parts.queue) {
      if (route === undefined || payload.route === route) payload.dueMs = 0;
    }
    this.wake();
    this.pump();
  }

  /** Ends all back-offs. */
  wake(): void {
    this.#backOffs.endAll();
  }

  /** Begins no more rounds, and ends those that are on with their next attempt. */
  close(): void {
    this.#closed = true;
    this.#wake?.cancel();
  }

  /** Begins as many rounds as may be on. */
  pump(): void {
    if (this.#closed) return;
    this.#dropExpired();
    const { clock, concurrency } = this.#parts.options;
    const nowMs = clock.monotonic();
    const hasRoom = (route: Route): boolean => (this.#rounds.get(route) ?? 0) < concurrency;
    for (;;) {
      const payload = this.#parts.queue.next(nowMs, hasRoom);
      if (payload === undefined) break;
      void this.#round(payload);
    }
    this.#wake?.cancel();
    const dueMs = this.#parts.queue.nextDueMs(nowMs);
    this.#wake =
      dueMs === undefined ? undefined : clock.setTimeout(() => this.pump(), dueMs - nowMs);
  }

  #dropExpired(): void {
    const nowSeconds = this.#parts.options.clock.now() / 1000;
    for (const payload of this.#parts.queue) {
      const reason = outsideWindow(payload.bucketStart, nowSeconds);
      // One in flight may be accepted any moment.
      if (reason !== undefined && payload.abort === undefined)
        this.#parts.account.drop(payload, reason);
    }
  }

  /** Attempts with back-off in between. Never rejects. */
  async #round(payload: QueuedPayload): Promise<void> {
    const { route } = payload;
    payload.inRound = true;
    this.#rounds.set(route, (this.#rounds.get(route) ?? 0) + 1);
    try {
      const last = await sendWithRetry(
        () => this.#parts.sender.attempt(payload),
        this.#parts.options.retry.attempts,
        (step, retries) => this.#backOff(route, step, retries),
      );
      await this.#conclude(payload, last);
    } catch (error) {
      this.#parts.account.drop(payload, 'sink_failed', error as Error);
    } finally {
      payload.inRound = false;
      this.#rounds.set(route, (this.#rounds.get(route) ?? 1) - 1);
      this.pump();
    }
  }

  async #backOff(route: Route, step: Step, retries: number): Promise<void> {
    if (this.#closed || this.#parts.sender.isShut(route)) return;
    // Nobody is overloaded when a kept connection had been closed meanwhile: a new one may do.
    if (step.action === 'retry' && step.stale && retries === 0) return;
    await this.#backOffs.sleep(
      backOffMs(retries, this.#parts.options.retry, this.#parts.options.random),
    );
  }

  /** What follows from the end of a round. One whose route is shut is up again at once, for its probe. */
  async #conclude(payload: QueuedPayload, step: Step): Promise<void> {
    switch (step.action) {
      case 'retry': {
        if (this.#parts.sender.isShut(payload.route)) return;
        const { clock, retry, random } = this.#parts.options;
        payload.dueMs = clock.monotonic() + roundPauseMs(retry, random);
        return;
      }
      case 'divide':
        return this.#parts.packing.divideSent(payload, step.error);
      case 'refuse': {
        const units = payload.wire?.units ?? [];
        payload.bisection ??= { divisionsLeft: mostDivisions };
        if (step.bisect && payload.isDivisible && payload.bisection.divisionsLeft > 0) {
          payload.bisection.divisionsLeft--;
          return this.#parts.packing.divideSent(payload, step.error);
        }
        this.#parts.account.drop(payload, 'refused', droppedError(units, step.error));
      }
    }
  }
}
