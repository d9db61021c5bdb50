import { DropCounter, type DropReason, type Route, type SinkStats } from '@dogstats/core';
import type { DeliveryQueue } from './delivery-queue.js';
import type { QueuedPayload } from './queued-payload.js';
import type { Resends } from './resends.js';

/** Running totals, and what stands in the way of what is retained. */
export interface AccountStats extends SinkStats {
  /** The last failure of each route since something was accepted there. */
  readonly errors: readonly Error[];
  /** Calls that may have been counted twice: re-sent after an attempt whose outcome is unknown. */
  readonly possiblyDuplicated: number;
  /** Bytes that wait, compressed. */
  readonly queuedBytes: number;
}

/**
 * Settles payloads: takes each out of the queue once, and counts its calls once, in the totals and
 * in the account of its batch.
 */
export class DeliveryAccount {
  readonly #queue: DeliveryQueue;
  readonly #resends: Resends;
  readonly #dropped = new DropCounter();
  readonly #troubles = new Map<Route, Error>();
  #handedOver = 0;
  #accepted = 0;
  #failures = 0;
  #possiblyDuplicated = 0;

  constructor(queue: DeliveryQueue, resends: Resends) {
    this.#queue = queue;
    this.#resends = resends;
  }

  handOver(payload: QueuedPayload): void {
    this.#handedOver += payload.samples;
    this.#queue.add(payload);
  }

  accept(payload: QueuedPayload): void {
    if (payload.settled) return;
    payload.settled = true;
    if (payload.isSeries) this.#resends.accepted(payload);
    this.#leave(payload);
    this.#troubles.delete(payload.route);
    if (this.#troubles.size === 0) this.#failures = 0;
    this.#accepted += payload.samples;
    payload.place.account.accept(payload.samples);
  }

  /** Gives a payload up, and what is in flight of it. The last failure of its route is the default error. */
  drop(payload: QueuedPayload, reason: DropReason, error?: Error): void {
    if (payload.settled) return;
    payload.settled = true;
    this.#leave(payload);
    payload.abort?.abort();
    this.#dropped.add(reason, payload.samples);
    payload.place.account.note(error ?? this.#troubles.get(payload.route));
    payload.place.account.drop(reason, payload.samples);
  }

  /** Puts parts in a payload's place. */
  divide(payload: QueuedPayload, parts: readonly QueuedPayload[]): void {
    payload.settled = true;
    this.#queue.remove(payload);
    payload.place.account.replace(1, parts.length);
    for (const part of parts) this.#queue.add(part);
  }

  /** Counts the calls of a payload as possibly duplicated, once. */
  duplicate(payload: QueuedPayload): void {
    payload.duplicated = true;
    this.#possiblyDuplicated += payload.samples;
    payload.place.account.duplicate(payload.samples);
  }

  /** Notes a failure that ends nothing yet. */
  fail(payload: QueuedPayload, error: Error | undefined): void {
    if (error !== undefined) {
      this.#troubles.set(payload.route, error);
      this.#failures++;
    }
    payload.place.account.note(error);
  }

  #leave(payload: QueuedPayload): void {
    this.#queue.remove(payload);
    if (payload.isSeries) this.#resends.stirred(payload.bucketStart);
  }

  stats(): AccountStats {
    return {
      accepted: this.#accepted,
      retained: this.#handedOver - this.#accepted - this.#dropped.total,
      dropped: this.#dropped.counts(),
      possiblyDuplicated: this.#possiblyDuplicated,
      errors: [...this.#troubles.values()],
      failures: this.#failures,
      queuedBytes: this.#queue.bytes,
    };
  }
}
