import type { Route } from '@dogstats/core';
import type { QueuedPayload } from './queued-payload.js';
import type { Wire } from './spool/contents.js';

/**
 * Payloads at most, however small: each occupies some 12 KB besides what it sends. A distribution
 * flushed with each request makes one each time.
 */
export const mostPayloads = 10_000;

/**
 * All payloads that are not settled, and the order in which they may go.
 *
 * The server keeps the last value it received for a second, so a series payload waits until those
 * of earlier cuts of its bucket are out of the way. Between buckets the newest goes first: fresh
 * data matters most when there is a backlog. Distributions add up in any order.
 */
export class DeliveryQueue {
  readonly #payloads = new Set<QueuedPayload>();
  readonly #maxBytes: number;
  readonly #blocked = new Set<number>();
  #bytes = 0;

  /** @param maxBytes of compressed payloads, with what is kept to divide them. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(payload: QueuedPayload): void {
    this.#payloads.add(payload);
    this.#bytes += payload.bytes;
  }

  remove(payload: QueuedPayload): void {
    if (this.#payloads.delete(payload)) this.#bytes -= payload.bytes;
  }

  /** Gives a payload what is to be sent, in exchange for its text; `undefined` takes it away. */
  setWire(payload: QueuedPayload, wire: Wire | undefined): void {
    const before = payload.bytes;
    payload.wire = wire;
    payload.raw = undefined;
    if (this.#payloads.has(payload)) this.#bytes += payload.bytes - before;
  }

  /** Counts bytes that are held elsewhere, or no longer if negative. */
  reserve(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Lets no series of a bucket go until `unblock()`. */
  block(bucketStart: number): void {
    this.#blocked.add(bucketStart);
  }

  unblock(bucketStart: number): void {
    this.#blocked.delete(bucketStart);
  }

  /** Whether a series payload of a bucket is not settled. */
  holdsSeriesOf(bucketStart: number): boolean {
    for (const payload of this.#payloads) {
      if (payload.isSeries && payload.bucketStart === bucketStart) return true;
    }
    return false;
  }

  get isOverfull(): boolean {
    return this.#bytes > this.#maxBytes;
  }

  get isCrowded(): boolean {
    return this.#payloads.size > mostPayloads;
  }

  /** Bytes that are held. */
  get bytes(): number {
    return this.#bytes;
  }

  [Symbol.iterator](): Iterator<QueuedPayload> {
    return [...this.#payloads].values();
  }

  /** The oldest payload that can be given up, wherever it is. */
  get oldestOfAll(): QueuedPayload | undefined {
    return this.#oldestOf(() => true);
  }

  /** The oldest payload in memory that can be given up. */
  get oldest(): QueuedPayload | undefined {
    return this.#oldestOf((payload) => payload.wire !== undefined);
  }

  /** The oldest payload on disk that can be given up. */
  get oldestOnDisk(): QueuedPayload | undefined {
    return this.#oldestOf((payload) => payload.file !== undefined);
  }

  /**
   * The payload whose round is next.
   *
   * @param nowMs of `Clock.monotonic()`.
   * @param hasRoom whether another round may begin on a route.
   */
  next(nowMs: number, hasRoom: (route: Route) => boolean): QueuedPayload | undefined {
    const earliestCut = this.#earliestCuts();
    let next: QueuedPayload | undefined;
    for (const payload of this.#payloads) {
      if (payload.inRound || !payload.isReady || payload.dueMs > nowMs) continue;
      if (payload.isSeries) {
        if (this.#blocked.has(payload.bucketStart)) continue;
        if (earliestCut.get(payload.bucketStart) !== payload.place.cut) continue;
      }
      if (!hasRoom(payload.route)) continue;
      if (next === undefined || isBefore(payload, next)) next = payload;
    }
    return next;
  }

  /** When the next payload becomes due that isn't yet, in milliseconds of `Clock.monotonic()`. */
  nextDueMs(nowMs: number): number | undefined {
    let nextMs: number | undefined;
    for (const { inRound, dueMs } of this.#payloads) {
      if (inRound || dueMs <= nowMs) continue;
      if (nextMs === undefined || dueMs < nextMs) nextMs = dueMs;
    }
    return nextMs;
  }

  #oldestOf(belongs: (payload: QueuedPayload) => boolean): QueuedPayload | undefined {
    let oldest: QueuedPayload | undefined;
    for (const payload of this.#payloads) {
      // One in flight may be accepted any moment.
      if (payload.abort !== undefined || !belongs(payload)) continue;
      if (oldest === undefined || payload.place.cut < oldest.place.cut) oldest = payload;
    }
    return oldest;
  }

  /** Of each bucket, the earliest cut with an unsettled series payload. */
  #earliestCuts(): Map<number, number> {
    const earliest = new Map<number, number>();
    for (const { isSeries, bucketStart, place } of this.#payloads) {
      if (!isSeries) continue;
      const known = earliest.get(bucketStart);
      if (known === undefined || place.cut < known) earliest.set(bucketStart, place.cut);
    }
    return earliest;
  }
}

function isBefore(a: QueuedPayload, b: QueuedPayload): boolean {
  return a.bucketStart === b.bucketStart
    ? a.place.cut < b.place.cut
    : a.bucketStart > b.bucketStart;
}
