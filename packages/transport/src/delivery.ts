import type {
  Batch,
  DeliveryReport,
  MetricPoint,
  Notice,
  NoticeReport,
  Sink,
  WriteOptions,
} from '@dogstats/core';
import { BatchAccount } from './batch-account.js';
import type { BreakerState } from './circuit-breaker.js';
import { type AccountStats, DeliveryAccount } from './delivery-account.js';
import type { DeliveryOptions } from './delivery-options.js';
import { DeliveryQueue } from './delivery-queue.js';
import { SlicedEncoding } from './encode-in-slices.js';
import { NoticeDelivery } from './notice-delivery.js';
import { Packing } from './packing.js';
import { type Place, QueuedPayload } from './queued-payload.js';
import { Resends } from './resends.js';
import { Rounds } from './rounds.js';
import { Sender } from './sender.js';
import { firstOwnCut, Spooling, type SpoolingStats } from './spooling.js';

export type { ApiKey } from './api-key-source.js';
export type { BreakerState } from './circuit-breaker.js';
export { HttpStatusError, NetworkError } from './delivery-error.js';
export {
  completeDelivery,
  type DeliveryOptions,
  type DeliverySettings,
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
  readonly #notices: NoticeDelivery;
  readonly #rounds: Rounds;
  readonly #signals = new WeakSet<AbortSignal>();
  readonly #encodings = new Map<SlicedEncoding, Place>();
  #cuts = firstOwnCut;
  #closing: Promise<void> | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#queue = new DeliveryQueue(options.queue.maxBytes);
    const queue = this.#queue;
    const pump = (): void => this.#rounds.pump();
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
      onRecovery: (route) => this.#rounds.hurry(route),
    });
    const [packing, sender] = [this.#packing, this.#sender];
    this.#rounds = new Rounds({ options, queue, account, packing, sender });
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
    if (this.#spooling !== undefined) {
      for (const [encoding, place] of this.#encodings) this.#saveRest(encoding, place);
      const last = new SlicedEncoding(points, this.#options.encoding);
      this.#saveRest(last, this.#nextPlace(new AbortController().signal));
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
    this.#sender.hurry();
    this.#notices.hurry();
    this.#rounds.hurry();
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
    this.#rounds.pump();
  }

  /** Leaves a payload to another process, or drops it where there is no spool. */
  #letGo(payload: QueuedPayload): void {
    if (this.#spooling?.saveNow(payload) === true) this.#account.leave(payload);
    else this.#account.drop(payload, 'shutdown');
  }

  async #shutDown(): Promise<void> {
    this.#rounds.close();
    this.#resends.close();
    this.#notices.close();
    await this.#spooling?.idle();
    for (const payload of this.#queue) this.#letGo(payload);
    this.#rounds.wake();
    this.#spooling?.close();
    await this.#sender.close();
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
    this.#rounds.pump();
  }
}
