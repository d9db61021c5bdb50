import {
  type Batch,
  type DeliveryReport,
  dividePayload,
  outsideWindow,
  type Payload,
  type Route,
  routeLimits,
  type Sink,
  type Timer,
  type WriteOptions,
} from '@dogstats/core';
import { BatchAccount } from './batch-account.js';
import type { BreakerState } from './circuit-breaker.js';
import { compress } from './compression.js';
import { type AccountStats, DeliveryAccount } from './delivery-account.js';
import { droppedError } from './delivery-error.js';
import type { DeliveryOptions } from './delivery-options.js';
import { DeliveryQueue } from './delivery-queue.js';
import { encodeInSlices } from './encode-in-slices.js';
import { type Place, QueuedPayload } from './queued-payload.js';
import { Resends } from './resends.js';
import { backOffMs, roundPauseMs } from './retry-timing.js';
import { sendWithRetry } from './send-with-retry.js';
import { Sender, type Step } from './sender.js';
import { Sleeps } from './sleeps.js';

export type { ApiKey } from './api-key-source.js';
export type { BreakerState } from './circuit-breaker.js';
export { HttpStatusError, NetworkError } from './delivery-error.js';
export {
  type DeliveryOptions,
  type DistributionOptions,
  defaultDeliveryOptions,
  type QueueOptions,
  type TimeoutOptions,
} from './delivery-options.js';
export type { RetryOptions } from './retry-timing.js';

/** Running totals, and the state of things. */
export interface DeliveryStats extends AccountStats {
  /** The worst over all routes. */
  readonly breaker: BreakerState;
}

/**
 * Divisions to find what is at fault in a refused payload: enough for one series among 65,536, and
 * a bound on the requests, two for each.
 */
const mostDivisions = 16;

/**
 * Delivers batches to the intake over HTTPS: encodes, compresses, queues, sends and retries until
 * each payload is accepted or given up. Every recorded call ends up in the report of its batch,
 * once.
 *
 * Nothing it waits for keeps the process alive, requests in flight excepted.
 */
export class Delivery implements Sink {
  readonly mode = 'replace';
  readonly #options: DeliveryOptions;
  readonly #queue: DeliveryQueue;
  readonly #resends: Resends;
  readonly #account: DeliveryAccount;
  readonly #sender: Sender;
  readonly #backOffs: Sleeps;
  readonly #rounds = new Map<Route, number>();
  readonly #signals = new WeakSet<AbortSignal>();
  #cuts = 0;
  #wake: Timer | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#queue = new DeliveryQueue(options.queue.maxBytes);
    this.#resends = new Resends(
      options.clock,
      this.#queue,
      (kept) => this.#sender.sendAgain(kept),
      () => this.#pump(),
    );
    this.#account = new DeliveryAccount(this.#queue, this.#resends);
    this.#sender = new Sender(options, this.#account, this.#resends, (route) =>
      this.#recover(route),
    );
    this.#backOffs = new Sleeps(options.clock);
  }

  /**
   * Never rejects: where reading the points fails, the batch ends. The deadline changes nothing:
   * those who wait call `hurry()`.
   */
  async write(batch: Batch, { signal }: WriteOptions): Promise<DeliveryReport> {
    const account = new BatchAccount();
    const place: Place = { cut: this.#cuts++, account, signal };
    this.#heed(signal);
    try {
      await encodeInSlices(batch.points, this.#options.encoding, (payload) =>
        this.#take(new QueuedPayload(payload, place)),
      );
    } catch (error) {
      account.note(error as Error);
    }
    account.complete();
    return account.settled;
  }

  async #take(payload: QueuedPayload): Promise<void> {
    payload.place.account.open();
    this.#account.handOver(payload);
    if (this.#closing === undefined && !payload.place.signal.aborted) {
      await this.#prepareAll([payload]);
    } else this.#account.drop(payload, 'shutdown');
  }

  /**
   * Tries everything retained at once, for somebody who waits. Skips each back-off once, and sends
   * one probe where the key or the address was wrong, but stays away as long as the intake has asked
   * for.
   */
  hurry(): void {
    for (const payload of this.#queue) payload.dueMs = 0;
    this.#sender.hurry();
    this.#backOffs.endAll();
    this.#pump();
  }

  /** Drops what is undelivered, aborts what is in flight, closes its own connections. */
  close(): Promise<void> {
    this.#closing ??= this.#shutDown();
    return this.#closing;
  }

  stats(): DeliveryStats {
    return { ...this.#account.stats(), breaker: this.#sender.breaker };
  }

  async #shutDown(): Promise<void> {
    this.#wake?.cancel();
    this.#resends.close();
    for (const payload of this.#queue) this.#account.drop(payload, 'shutdown');
    this.#backOffs.endAll();
    await this.#sender.close();
  }

  /** A route is well again: nobody has to wait for their next round. */
  #recover(route: Route): void {
    for (const payload of this.#queue) if (payload.route === route) payload.dueMs = 0;
    this.#backOffs.endAll();
    this.#pump();
  }

  /** Listens to a signal once, whatever the number of batches that come with it. */
  #heed(signal: AbortSignal): void {
    if (this.#signals.has(signal)) return;
    this.#signals.add(signal);
    signal.addEventListener('abort', () => this.#giveUp(signal), { once: true });
  }

  #giveUp(signal: AbortSignal): void {
    for (const payload of this.#queue) {
      if (payload.place.signal === signal) this.#account.drop(payload, 'shutdown');
    }
    this.#pump();
  }

  async #prepareAll(payloads: readonly QueuedPayload[]): Promise<void> {
    for (const payload of payloads) {
      try {
        await this.#prepare(payload);
      } catch (error) {
        this.#account.drop(payload, 'sink_failed', error as Error);
      }
    }
  }

  /** Compresses a payload; divides it first if it is over a limit. */
  async #prepare(payload: QueuedPayload): Promise<void> {
    const { raw } = payload;
    if (payload.settled || raw === undefined) return;
    const { rawBytes, wireBytes } = routeLimits[payload.route];
    const compressed = raw.body.length > rawBytes ? undefined : await compress(raw.body);
    if (payload.settled) return;
    if (compressed === undefined || compressed.length > wireBytes) {
      return this.#divide(payload, raw);
    }
    this.#queue.setCompressed(payload, compressed);
    this.#makeRoom();
    this.#pump();
  }

  #makeRoom(): void {
    while (this.#queue.isOverfull) {
      if (this.#resends.giveUpOne()) continue;
      const { oldest } = this.#queue;
      if (oldest === undefined) return;
      this.#account.drop(oldest, 'queue_full');
    }
  }

  /** Puts two halves in a payload's place; a single unit is dropped. */
  async #divide(payload: QueuedPayload, raw: Payload, cause?: Error): Promise<void> {
    const halves = dividePayload(raw);
    if (halves === undefined) {
      return this.#account.drop(payload, 'too_large', droppedError(raw.units, cause));
    }
    const parts = halves.map((half) => payload.part(half));
    this.#account.divide(payload, parts);
    await this.#prepareAll(parts);
  }

  /** Begins as many rounds as may be on. */
  #pump(): void {
    if (this.#closing !== undefined) return;
    this.#dropExpired();
    const { clock, concurrency } = this.#options;
    const nowMs = clock.monotonic();
    const hasRoom = (route: Route): boolean => (this.#rounds.get(route) ?? 0) < concurrency;
    for (;;) {
      const payload = this.#queue.next(nowMs, hasRoom);
      if (payload === undefined) break;
      void this.#round(payload);
    }
    this.#wake?.cancel();
    const dueMs = this.#queue.nextDueMs(nowMs);
    this.#wake =
      dueMs === undefined ? undefined : clock.setTimeout(() => this.#pump(), dueMs - nowMs);
  }

  #dropExpired(): void {
    const nowSeconds = this.#options.clock.now() / 1000;
    for (const payload of this.#queue) {
      const reason = outsideWindow(payload.bucketStart, nowSeconds);
      // One in flight may be accepted any moment.
      if (reason !== undefined && payload.abort === undefined) this.#account.drop(payload, reason);
    }
  }

  /** Attempts with back-off in between. Never rejects. */
  async #round(payload: QueuedPayload): Promise<void> {
    const { route } = payload;
    payload.inRound = true;
    this.#rounds.set(route, (this.#rounds.get(route) ?? 0) + 1);
    try {
      const last = await sendWithRetry(
        () => this.#sender.attempt(payload),
        this.#options.retry.attempts,
        (step, retries) => this.#backOff(route, step, retries),
      );
      await this.#conclude(payload, last);
    } catch (error) {
      this.#account.drop(payload, 'sink_failed', error as Error);
    } finally {
      payload.inRound = false;
      this.#rounds.set(route, (this.#rounds.get(route) ?? 1) - 1);
      this.#pump();
    }
  }

  async #backOff(route: Route, step: Step, retries: number): Promise<void> {
    if (this.#closing !== undefined || this.#sender.isShut(route)) return;
    // Nobody is overloaded when a kept connection had been closed meanwhile: a new one may do.
    if (step.action === 'retry' && step.stale && retries === 0) return;
    await this.#backOffs.sleep(backOffMs(retries, this.#options.retry, this.#options.random));
  }

  /** What follows from the end of a round. One whose route is shut is up again at once, for its probe. */
  async #conclude(payload: QueuedPayload, step: Step): Promise<void> {
    switch (step.action) {
      case 'retry': {
        if (this.#sender.isShut(payload.route)) return;
        const { clock, retry, random } = this.#options;
        payload.dueMs = clock.monotonic() + roundPauseMs(retry, random);
        return;
      }
      case 'divide':
        return this.#divideSent(payload, step.error);
      case 'refuse': {
        const { units } = payload;
        payload.bisection ??= { divisionsLeft: mostDivisions };
        if (step.bisect && units.length > 1 && payload.bisection.divisionsLeft > 0) {
          payload.bisection.divisionsLeft--;
          return this.#divideSent(payload, step.error);
        }
        this.#account.drop(payload, 'refused', droppedError(units, step.error));
      }
    }
  }

  async #divideSent(payload: QueuedPayload, cause: Error | undefined): Promise<void> {
    if (payload.settled) return;
    const raw = await payload.restore();
    if (!payload.settled) await this.#divide(payload, raw, cause);
  }
}
