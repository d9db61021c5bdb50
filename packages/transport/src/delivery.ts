import {
  type Batch,
  type DeliveryReport,
  DropCounter,
  type DropReason,
  dividePayload,
  encodeBatch,
  type Route,
  routeLimits,
  type Sink,
  type SinkStats,
  type Timer,
  type WriteOptions,
} from '@dogstats/core';
import type { Dispatcher } from 'undici';
import { outsideWindow } from './acceptance-window.js';
import { ApiKeySource } from './api-key-source.js';
import { BatchAccount } from './batch-account.js';
import { compress, decompress } from './compression.js';
import { droppedError } from './delivery-error.js';
import type { DeliveryOptions } from './delivery-options.js';
import { DeliveryQueue } from './delivery-queue.js';
import type { Exchange } from './exchange.js';
import { fetchExchange } from './fetch-exchange.js';
import { attempt, type Outcome } from './http-attempt.js';
import { ownDispatcher } from './own-dispatcher.js';
import { type Place, QueuedPayload } from './queued-payload.js';
import { backOffMs, roundPauseMs } from './retry-timing.js';
import { RouteGate } from './route-gate.js';
import { sendWithRetry } from './send-with-retry.js';
import { Sleeps } from './sleeps.js';
import { Slots } from './slots.js';
import { undiciExchange } from './undici-exchange.js';

export type { ApiKey } from './api-key-source.js';
export { HttpStatusError, NetworkError } from './delivery-error.js';
export {
  type DeliveryOptions,
  type DistributionOptions,
  defaultDeliveryOptions,
  type QueueOptions,
  type TimeoutOptions,
} from './delivery-options.js';
export type { RetryOptions } from './retry-timing.js';

/** Running totals, and what stands in the way of what is retained. */
export interface DeliveryStats extends SinkStats {
  /** The last failure of each route since something was accepted there. */
  readonly errors: readonly Error[];
}

/** How often a route is tried whose address or key is wrong, in milliseconds. */
const probeEveryMs = 60_000;

/**
 * Divisions to find what is at fault in a refused payload: enough for one series among 65,536, and
 * a bound on the requests, two for each.
 */
const mostDivisions = 16;

/** A payload that was settled while it waited for its attempt. */
type Step = Outcome | { readonly action: 'settled' };

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
  readonly #apiKey: ApiKeySource;
  readonly #exchange: Exchange;
  readonly #dispatcher: Dispatcher | undefined;
  readonly #queue: DeliveryQueue;
  readonly #slots: Slots;
  readonly #backOffs: Sleeps;
  readonly #gates = new Map<Route, RouteGate>();
  readonly #rounds = new Map<Route, number>();
  readonly #troubles = new Map<Route, Error>();
  readonly #signals = new WeakSet<AbortSignal>();
  readonly #dropped = new DropCounter();
  #accepted = 0;
  #handedOver = 0;
  #cuts = 0;
  #connections = 0;
  #wake: Timer | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#apiKey = new ApiKeySource(options.apiKey);
    this.#queue = new DeliveryQueue(options.queue.maxBytes);
    this.#slots = new Slots(options.concurrency);
    this.#backOffs = new Sleeps(options.clock);
    if (options.fetch !== undefined) {
      this.#exchange = fetchExchange(options.fetch);
    } else {
      this.#dispatcher = options.dispatcher ?? ownDispatcher(options);
      this.#dispatcher.on('connect', this.#onConnect);
      this.#exchange = undiciExchange(this.#dispatcher, options.timeouts.headersMs);
    }
  }

  /** Never rejects, unless a point can't be encoded. Those who wait call `hurry()`. */
  async write(batch: Batch, { signal }: WriteOptions): Promise<DeliveryReport> {
    const payloads = encodeBatch(batch.points, this.#options.encoding);
    const account = new BatchAccount();
    const place: Place = { cut: this.#cuts++, account, signal };
    const queued = payloads.map((payload) => new QueuedPayload(payload, place));
    account.open(queued.length);
    for (const payload of queued) {
      this.#handedOver += payload.samples;
      this.#queue.add(payload);
    }
    if (queued.length === 0) return account.report();
    if (this.#closing !== undefined || signal.aborted) this.#giveUp(place.signal);
    else this.#heed(signal);
    void this.#prepareAll(queued);
    return account.settled;
  }

  /**
   * Tries everything retained at once, for somebody who waits. Skips each back-off once, but stays
   * away as long as the intake has asked for.
   */
  hurry(): void {
    for (const payload of this.#queue) payload.dueMs = 0;
    this.#backOffs.endAll();
    this.#pump();
  }

  /** Drops what is undelivered, aborts what is in flight, closes its own connections. */
  close(): Promise<void> {
    this.#closing ??= this.#shutDown();
    return this.#closing;
  }

  stats(): DeliveryStats {
    return {
      accepted: this.#accepted,
      retained: this.#handedOver - this.#accepted - this.#dropped.total,
      dropped: this.#dropped.counts(),
      errors: [...this.#troubles.values()],
    };
  }

  async #shutDown(): Promise<void> {
    this.#wake?.cancel();
    for (const payload of this.#queue) this.#drop(payload, 'shutdown');
    for (const gate of this.#gates.values()) gate.close();
    this.#backOffs.endAll();
    this.#dispatcher?.off('connect', this.#onConnect);
    if (this.#options.dispatcher === undefined) await this.#dispatcher?.destroy();
  }

  #onConnect = (): void => {
    this.#connections++;
  };

  /** Listens to a signal once, whatever the number of batches that come with it. */
  #heed(signal: AbortSignal): void {
    if (this.#signals.has(signal)) return;
    this.#signals.add(signal);
    signal.addEventListener('abort', () => this.#giveUp(signal), { once: true });
  }

  #giveUp(signal: AbortSignal): void {
    for (const payload of this.#queue) {
      if (payload.place.signal === signal) this.#drop(payload, 'shutdown');
    }
  }

  async #prepareAll(payloads: readonly QueuedPayload[]): Promise<void> {
    for (const payload of payloads) {
      try {
        await this.#prepare(payload);
      } catch (error) {
        this.#drop(payload, 'sink_failed', error as Error);
      }
    }
  }

  /** Compresses a payload; divides it first if it is over a limit. */
  async #prepare(payload: QueuedPayload): Promise<void> {
    const { raw } = payload;
    if (payload.settled || raw === undefined) return;
    const { rawBytes, wireBytes } = routeLimits[payload.route];
    const compressed = raw.length > rawBytes ? undefined : await compress(raw);
    if (payload.settled) return;
    if (compressed === undefined || compressed.length > wireBytes) {
      return this.#divide(payload, raw);
    }
    this.#queue.setCompressed(payload, compressed);
    for (let out = this.#queue.overflow(); out !== undefined; out = this.#queue.overflow()) {
      this.#drop(out, 'queue_full');
    }
    this.#pump();
  }

  /** Puts two halves in a payload's place; a single unit is dropped. */
  async #divide(payload: QueuedPayload, raw: Buffer, cause?: Error): Promise<void> {
    const { route, bucketStart, units } = payload;
    const halves = dividePayload({ route, bucketStart, body: raw, units });
    if (halves === undefined) {
      return this.#drop(payload, 'too_large', droppedError(units, cause));
    }
    const parts = halves.map((half) => payload.part(half));
    payload.settled = true;
    this.#queue.remove(payload);
    payload.place.account.replace(1, parts.length);
    for (const part of parts) this.#queue.add(part);
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
    const nowMs = this.#options.clock.now();
    for (const payload of this.#queue) {
      const reason = outsideWindow(payload.bucketStart, nowMs);
      if (reason !== undefined && payload.abort === undefined) this.#drop(payload, reason);
    }
  }

  /** Attempts with back-off in between. Never rejects. */
  async #round(payload: QueuedPayload): Promise<void> {
    const { route } = payload;
    payload.inRound = true;
    this.#rounds.set(route, (this.#rounds.get(route) ?? 0) + 1);
    try {
      const { retry, random } = this.#options;
      const last = await sendWithRetry<Step>(
        () => this.#attempt(payload),
        retry.attempts,
        (step, retries) => {
          const atOnce = 'stale' in step && step.stale && retries === 0;
          return this.#backOffs.sleep(atOnce ? 0 : backOffMs(retries, retry, random));
        },
      );
      await this.#conclude(payload, last);
    } catch (error) {
      this.#drop(payload, 'sink_failed', error as Error);
    } finally {
      payload.inRound = false;
      this.#rounds.set(route, (this.#rounds.get(route) ?? 1) - 1);
      this.#pump();
    }
  }

  /** What follows from the end of a round. */
  async #conclude(payload: QueuedPayload, step: Step): Promise<void> {
    if (payload.settled) return;
    if (step.action === 'retry') {
      const { clock, retry, random } = this.#options;
      payload.dueMs = clock.monotonic() + roundPauseMs(retry, random);
    } else if (step.action === 'divide') {
      await this.#divideSent(payload, step.error);
    } else if (step.action === 'refuse') {
      payload.bisection ??= { divisionsLeft: mostDivisions };
      if (step.bisect && payload.units.length > 1 && payload.bisection.divisionsLeft > 0) {
        payload.bisection.divisionsLeft--;
        await this.#divideSent(payload, step.error);
      } else {
        this.#drop(payload, 'refused', droppedError(payload.units, step.error));
      }
    }
  }

  async #divideSent(payload: QueuedPayload, cause: Error | undefined): Promise<void> {
    if (payload.compressed === undefined) return;
    const raw = await decompress(payload.compressed);
    if (!payload.settled) await this.#divide(payload, raw, cause);
  }

  async #attempt(payload: QueuedPayload): Promise<Step> {
    const gate = this.#gate(payload.route);
    // Between the gate and a free slot the route may have been paused.
    for (;;) {
      await gate.untilOpen();
      await this.#slots.take();
      if (gate.enter()) break;
      this.#slots.give();
    }
    let healthy = false;
    try {
      this.#dropExpired();
      if (payload.settled || payload.compressed === undefined) return { action: 'settled' };
      const outcome = await this.#send(payload, payload.compressed);
      healthy = outcome.action !== 'retry' && outcome.action !== 'hold';
      this.#learn(payload, outcome, gate);
      return payload.settled ? { action: 'settled' } : outcome;
    } finally {
      gate.leave(healthy);
      this.#slots.give();
    }
  }

  async #send(payload: QueuedPayload, body: Buffer): Promise<Outcome> {
    if (payload.ambiguous && payload.route === 'distributions' && !payload.duplicated) {
      payload.duplicated = true;
      payload.place.account.duplicate(payload.samples);
    }
    const { baseUrl, timeouts, userAgent, clock } = this.#options;
    const connections = this.#connections;
    const abort = new AbortController();
    payload.abort = abort;
    const outcome = await attempt(payload.route, body, abort, {
      baseUrl,
      apiKey: this.#apiKey,
      exchange: this.#exchange,
      totalMs: timeouts.totalMs,
      userAgent,
      clock,
    });
    payload.abort = undefined;
    // No connection was made meanwhile, so it was an old one.
    const reused = connections > 0 && connections === this.#connections;
    return { ...outcome, stale: outcome.stale === true && reused };
  }

  /** Draws the consequences of an attempt that others must not go ahead of. */
  #learn(payload: QueuedPayload, outcome: Outcome, gate: RouteGate): void {
    if (outcome.keyRefused) this.#apiKey.forget();
    if (outcome.action === 'hold') gate.pause(probeEveryMs);
    if (outcome.pauseMs !== undefined) gate.pause(outcome.pauseMs);
    if (payload.settled) return;
    if (outcome.action === 'accept') {
      this.#troubles.delete(payload.route);
      this.#accept(payload);
    } else if (outcome.action === 'retry' || outcome.action === 'hold') {
      if (outcome.error !== undefined) this.#troubles.set(payload.route, outcome.error);
      payload.place.account.note(outcome.error);
      payload.ambiguous ||= outcome.ambiguous;
      if (outcome.ambiguous && this.#mustNotRepeat(payload)) this.#drop(payload, 'ambiguous');
    }
  }

  #mustNotRepeat(payload: QueuedPayload): boolean {
    const { distributions } = this.#options;
    return payload.route === 'distributions' && distributions.retry === 'at-most-once';
  }

  #accept(payload: QueuedPayload): void {
    payload.settled = true;
    this.#queue.remove(payload);
    this.#accepted += payload.samples;
    payload.place.account.accept(payload.samples);
  }

  #drop(payload: QueuedPayload, reason: DropReason, error?: Error): void {
    if (payload.settled) return;
    payload.settled = true;
    this.#queue.remove(payload);
    payload.abort?.abort();
    this.#dropped.add(reason, payload.samples);
    payload.place.account.note(error ?? this.#troubles.get(payload.route));
    payload.place.account.drop(reason, payload.samples);
  }

  #gate(route: Route): RouteGate {
    let gate = this.#gates.get(route);
    if (gate === undefined) {
      gate = new RouteGate(this.#options.clock);
      if (this.#closing !== undefined) gate.close();
      this.#gates.set(route, gate);
    }
    return gate;
  }
}
