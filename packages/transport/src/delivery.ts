import {
  type Batch,
  type DeliveryReport,
  type MetricPoint,
  type Notice,
  type NoticeReport,
  outsideWindow,
  type Route,
  type Sink,
  type Timer,
  type WriteOptions,
} from '@dogstats/core';
import { BatchAccount } from './batch-account.js';
import type { BreakerState } from './circuit-breaker.js';
import { type AccountStats, DeliveryAccount } from './delivery-account.js';
import { droppedError } from './delivery-error.js';
import type { DeliveryOptions } from './delivery-options.js';
import { DeliveryQueue } from './delivery-queue.js';
import { SlicedEncoding } from './encode-in-slices.js';
import { NoticeDelivery, type NoticeRoute } from './notice-delivery.js';
import { Packing } from './packing.js';
import { type Place, QueuedPayload } from './queued-payload.js';
import { Resends } from './resends.js';
import { backOffMs, roundPauseMs } from './retry-timing.js';
import { sendWithRetry } from './send-with-retry.js';
import { Sender, type Step } from './sender.js';
import { Sleeps } from './sleeps.js';
import { firstOwnCut, Spooling, type SpoolingStats } from './spooling.js';

export type { ApiKey } from './api-key-source.js';
export type { BreakerState } from './circuit-breaker.js';
export { HttpStatusError, NetworkError } from './delivery-error.js';
export {
  type DeliveryOptions,
  type DistributionOptions,
  defaultDeliveryOptions,
  defaultSpoolBytes,
  type QueueOptions,
  type TimeoutOptions,
} from './delivery-options.js';
export type { RetryOptions } from './retry-timing.js';
export type { SpoolOptions } from './spool/spool.js';
export type { SpoolingStats } from './spooling.js';

/** Running totals, and the state of things. */
export interface DeliveryStats extends AccountStats {
  /** The worst over all routes. */
  readonly breaker: BreakerState;
  /** What is on disk; `undefined` without a spool. */
  readonly spool: SpoolingStats | undefined;
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
  readonly #spooling: Spooling | undefined;
  readonly #packing: Packing;
  readonly #sender: Sender;
  readonly #backOffs: Sleeps;
  readonly #notices: NoticeDelivery;
  readonly #rounds = new Map<Route, number>();
  readonly #signals = new WeakSet<AbortSignal>();
  readonly #encodings = new Map<SlicedEncoding, Place>();
  #cuts = firstOwnCut;
  #wake: Timer | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#queue = new DeliveryQueue(options.queue.maxBytes);
    const queue = this.#queue;
    const pump = (): void => this.#pump();
    this.#resends = new Resends(options.clock, queue, (kept) => this.#sender.sendAgain(kept), pump);
    const resends = this.#resends;
    const account = new DeliveryAccount(queue, resends);
    this.#account = account;
    const spooling =
      options.spool &&
      new Spooling(options.spool, options, queue, account, (adopted) => this.#adopt(adopted));
    this.#spooling = spooling;
    this.#packing = new Packing({ queue, account, resends, spooling, onReady: pump });
    this.#sender = new Sender(options, account, resends, {
      wireOf: async (payload) => (spooling ? spooling.wireOf(payload) : payload.wire),
      onFailure: (route) => {
        spooling?.keepAll(route);
        // What was in flight could not be moved out of the way.
        void this.#packing.makeRoom();
      },
      onRecovery: (route) => this.#recover(route),
    });
    this.#backOffs = new Sleeps(options.clock);
    const { clock, random, retry } = options;
    this.#notices = new NoticeDelivery({
      ...{ clock, random, retry },
      send: (route, body) => this.#sender.sendNotice(route, body),
    });
  }

  /**
   * Never rejects: where reading the points fails, the batch ends. The deadline changes nothing:
   * those who wait call `hurry()`.
   */
  async write(batch: Batch, { signal }: WriteOptions): Promise<DeliveryReport> {
    const place = this.#nextPlace(signal);
    const { account } = place;
    this.#heed(signal);
    const encoding = new SlicedEncoding(batch.points, this.#options.encoding);
    this.#encodings.set(encoding, place);
    try {
      await encoding.run((payload) => this.#take(QueuedPayload.fromRaw(payload, place)));
    } catch (error) {
      account.note(error as Error);
    }
    this.#encodings.delete(encoding);
    account.complete();
    return account.settled;
  }

  /** Events and service checks, beside the series: neither ordered nor held back by them. */
  deliver(notices: readonly Notice[]): Promise<NoticeReport> {
    return this.#notices.deliver(notices);
  }

  /**
   * Writes everything that is not delivered to the spool before it returns, for a process that is
   * about to end: what waits, what is being read, and the points of a last batch. Without a spool it
   * does nothing. If the process goes on after all, so does delivery.
   *
   * @param points what is not even cut yet.
   * @returns recorded calls that are neither delivered nor on disk.
   */
  saveNow(points: Iterable<MetricPoint> = []): number {
    if (this.#spooling !== undefined && this.#closing === undefined) {
      this.#encodings.set(
        new SlicedEncoding(points, this.#options.encoding),
        this.#nextPlace(new AbortController().signal),
      );
      for (const [encoding, place] of this.#encodings) this.#saveRest(encoding, place);
      for (const payload of this.#queue) this.#spooling.saveNow(payload);
    }
    let unsaved = 0;
    for (const payload of this.#queue) if (payload.file === undefined) unsaved += payload.samples;
    return unsaved;
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
    this.#notices.hurry();
    this.#pump();
  }

  /** Drops what is undelivered, aborts what is in flight, closes its own connections. */
  close(): Promise<void> {
    this.#closing ??= this.#shutDown();
    return this.#closing;
  }

  stats(): DeliveryStats {
    const { errors, ...account } = this.#account.stats();
    const trouble = this.#spooling?.trouble;
    return {
      ...account,
      errors: trouble === undefined ? errors : [...errors, trouble],
      breaker: this.#sender.breaker,
      spool: this.#spooling?.stats(),
    };
  }

  #nextPlace(signal: AbortSignal): Place {
    return { cut: this.#cuts++, account: new BatchAccount(), signal, adopted: false };
  }

  async #take(payload: QueuedPayload): Promise<void> {
    payload.place.account.open();
    this.#account.handOver(payload);
    if (this.#closing === undefined && !payload.place.signal.aborted) {
      await this.#packing.packAll([payload]);
    } else this.#letGo(payload);
  }

  #saveRest(encoding: SlicedEncoding, place: Place): void {
    try {
      for (const payload of encoding.drain())
        void this.#take(QueuedPayload.fromRaw(payload, place));
    } catch (error) {
      place.account.note(error as Error);
    }
  }

  /** Payloads of dead processes are in the queue. */
  #adopt(payloads: readonly QueuedPayload[]): void {
    for (const { isSeries, bucketStart, place } of payloads) {
      // Their process may have made attempts at earlier cuts that are not applied yet.
      if (isSeries && this.#options.resends) this.#resends.doubt(bucketStart, place.cut - 1);
    }
    this.#pump();
  }

  /** Leaves a payload to another process, or drops it where there is no spool. */
  #letGo(payload: QueuedPayload): void {
    if (this.#spooling?.saveNow(payload) === true) this.#account.leave(payload);
    else this.#account.drop(payload, 'shutdown');
  }

  async #shutDown(): Promise<void> {
    this.#wake?.cancel();
    this.#resends.close();
    this.#notices.close();
    await this.#spooling?.idle();
    for (const payload of this.#queue) this.#letGo(payload);
    this.#backOffs.endAll();
    this.#spooling?.close();
    await this.#sender.close();
  }

  /** A route is well again: nobody has to wait for their next round. */
  #recover(route: Route | NoticeRoute): void {
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
      if (payload.place.signal === signal) this.#letGo(payload);
    }
    this.#pump();
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
        return this.#packing.divideSent(payload, step.error);
      case 'refuse': {
        const units = payload.wire?.units ?? [];
        payload.bisection ??= { divisionsLeft: mostDivisions };
        if (step.bisect && payload.isDivisible && payload.bisection.divisionsLeft > 0) {
          payload.bisection.divisionsLeft--;
          return this.#packing.divideSent(payload, step.error);
        }
        this.#account.drop(payload, 'refused', droppedError(units, step.error));
      }
    }
  }
}
