import { dividePayload, type Payload, routeLimits } from '@dogstats/core';
import { compress } from './compression.js';
import type { DeliveryAccount } from './delivery-account.js';
import { droppedError } from './delivery-error.js';
import type { DeliveryQueue } from './delivery-queue.js';
import type { QueuedPayload } from './queued-payload.js';
import type { Resends } from './resends.js';
import type { Spooling } from './spooling.js';

/** What packing needs of a delivery. */
export interface PackingParts {
  readonly queue: DeliveryQueue;
  readonly account: DeliveryAccount;
  readonly resends: Resends;
  readonly spooling: Spooling | undefined;
  /** Called when a payload may go. */
  onReady(): void;
}

/** Makes payloads fit: compresses, divides, and keeps the queue within its bounds. */
export class Packing {
  readonly #parts: PackingParts;

  constructor(parts: PackingParts) {
    this.#parts = parts;
  }

  /** Compresses payloads, one after the other; divides those over a limit. Never rejects. */
  async packAll(payloads: readonly QueuedPayload[]): Promise<void> {
    for (const payload of payloads) {
      try {
        await this.#pack(payload);
      } catch (error) {
        this.#parts.account.drop(payload, 'sink_failed', error as Error);
      }
    }
  }

  /** Divides a payload that the intake did not take as a whole. */
  async divideSent(payload: QueuedPayload, cause: Error | undefined): Promise<void> {
    if (payload.settled) return;
    const raw = await payload.restore();
    if (!payload.settled && raw !== undefined) await this.#divide(payload, raw, cause);
  }

  async #pack(payload: QueuedPayload): Promise<void> {
    const { raw } = payload;
    if (payload.settled || raw === undefined) return;
    const { queue, account, spooling, onReady } = this.#parts;
    const { rawBytes, wireBytes } = routeLimits[payload.route];
    const compressed = raw.body.length > rawBytes ? undefined : await compress(raw.body);
    if (payload.settled) return;
    if (compressed === undefined || compressed.length > wireBytes) {
      return this.#divide(payload, raw);
    }
    queue.setWire(payload, { body: compressed, units: raw.units });
    // It has to wait: what is on disk survives the process.
    if (account.hasTrouble(payload.route)) spooling?.keep(payload);
    await this.makeRoom();
    onReady();
  }

  /** Brings the queue within its bounds: to disk with what is oldest, or else away with it. */
  async makeRoom(): Promise<void> {
    const { queue, account, resends, spooling } = this.#parts;
    while (queue.isCrowded) {
      const oldest = queue.oldestOfAll;
      if (oldest === undefined) break;
      account.drop(oldest, 'queue_full');
    }
    while (queue.isOverfull) {
      if (resends.giveUpOne()) continue;
      const { oldest } = queue;
      if (oldest === undefined) return;
      if (spooling !== undefined && (await spooling.spill(oldest))) continue;
      account.drop(oldest, 'queue_full');
    }
  }

  /** Puts two halves in a payload's place; a single unit is dropped. */
  async #divide(payload: QueuedPayload, raw: Payload, cause?: Error): Promise<void> {
    const { account } = this.#parts;
    const halves = dividePayload(raw);
    if (halves === undefined) {
      return account.drop(payload, 'too_large', droppedError(raw.units, cause));
    }
    const parts = halves.map((half) => payload.part(half));
    account.divide(payload, parts);
    await this.packAll(parts);
  }
}
