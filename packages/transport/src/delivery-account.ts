import type { DropReason, Route, SinkFigures, SinkStats } from '@dogstats/core';
import type { DeliveryQueue } from './delivery-queue.js';
import type { QueuedPayload } from './queued-payload.js';
import type { Resends } from './resends.js';
import { Tally } from './tally.js';

/** Running totals, and what stands in the way of what is retained. */
export interface AccountStats extends SinkStats {
  /** What other processes had left in the spool; in none of the other figures. */
  readonly adopted: SinkFigures;
  /** The last failure of each route since something was accepted there. */
  readonly errors: readonly Error[];
  /** Attempts that failed since there were no errors. */
  readonly failures: number;
  /** Calls that may have been counted twice: re-sent after an attempt whose outcome is unknown. */
  readonly possiblyDuplicated: number;
  /** Bytes that wait in memory, compressed. */
  readonly queuedBytes: number;
}

/**
 * Settles payloads: takes each out of the queue and off the disk once, and counts its calls once, in
 * the totals and in the account of its batch.
 */
export class DeliveryAccount {
  readonly #queue: DeliveryQueue;
  readonly #resends: Resends;
  readonly #own = new Tally();
  readonly #adopted = new Tally();
  readonly #troubles = new Map<Route, Error>();
  #failures = 0;
  #possiblyDuplicated = 0;

  constructor(queue: DeliveryQueue, resends: Resends) {
    this.#queue = queue;
    this.#resends = resends;
  }

  handOver(payload: QueuedPayload): void {
    this.#tallyOf(payload).comeIn(payload.samples);
    this.#queue.add(payload);
  }

  accept(payload: QueuedPayload): void {
    if (payload.settled) return;
    if (payload.isSeries) this.#resends.accepted(payload);
    this.#settle(payload);
    payload.releaseFile();
    this.#troubles.delete(payload.route);
    if (this.#troubles.size === 0) this.#failures = 0;
    this.#tallyOf(payload).accept(payload.samples);
    payload.place.account.accept(payload.samples);
  }

  /** Gives a payload up, and what is in flight of it. The last failure of its route is the default error. */
  drop(payload: QueuedPayload, reason: DropReason, error?: Error): void {
    if (payload.settled) return;
    this.#settle(payload);
    payload.releaseFile();
    this.#tallyOf(payload).drop(reason, payload.samples);
    payload.place.account.note(error ?? this.#troubles.get(payload.route));
    payload.place.account.drop(reason, payload.samples);
  }

  /** Leaves a payload on disk, for another process: it stays retained. */
  leave(payload: QueuedPayload): void {
    if (payload.settled) return;
    this.#settle(payload);
    payload.place.account.note(this.#troubles.get(payload.route));
    payload.place.account.leave(payload.samples);
  }

  /** Puts parts in a payload's place. */
  divide(payload: QueuedPayload, parts: readonly QueuedPayload[]): void {
    payload.settled = true;
    this.#queue.remove(payload);
    payload.file?.divide(parts.length);
    payload.place.account.replace(1, parts.length);
    for (const part of parts) this.#queue.add(part);
  }

  /** Notes a failure that ends nothing yet. */
  fail(payload: QueuedPayload, error: Error | undefined): void {
    this.#failures++;
    if (error !== undefined) this.#troubles.set(payload.route, error);
    payload.place.account.note(error);
  }

  /** Whether the last attempt on a route failed. */
  hasTrouble(route: Route): boolean {
    return this.#troubles.has(route);
  }

  /** Counts the calls of a payload as possibly duplicated, once. */
  duplicate(payload: QueuedPayload): void {
    payload.duplicated = true;
    this.#possiblyDuplicated += payload.samples;
    payload.place.account.duplicate(payload.samples);
  }

  stats(): AccountStats {
    return {
      ...this.#own.figures(),
      adopted: this.#adopted.figures(),
      errors: [...this.#troubles.values()],
      failures: this.#failures,
      possiblyDuplicated: this.#possiblyDuplicated,
      queuedBytes: this.#queue.bytes,
    };
  }

  #settle(payload: QueuedPayload): void {
    payload.settled = true;
    this.#queue.remove(payload);
    payload.abort?.abort();
    if (payload.isSeries) this.#resends.stirred(payload.bucketStart);
  }

  #tallyOf({ place }: QueuedPayload): Tally {
    return place.adopted ? this.#adopted : this.#own;
  }
}
