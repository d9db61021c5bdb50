import type { Buffer } from 'node:buffer';
import type { Clock, Route, Timer } from '@dogstats/core';
import { outsideWindow } from '@dogstats/core';
import type { DeliveryQueue } from './delivery-queue.js';
import type { QueuedPayload } from './queued-payload.js';

/** How long an attempt of unknown outcome may take to show up, in milliseconds. */
const lateMs = 10_000;

/** A payload that was accepted, to be sent once more. */
export interface Kept {
  readonly route: Route;
  readonly bucketStart: number;
  /** Compressed. */
  readonly body: Buffer;
  /** Whether an older value was sent over it. */
  readonly owed?: boolean;
}

/** A bucket with an attempt whose outcome nobody knows. */
interface Doubtful {
  /** The earliest cut with such an attempt. */
  readonly cut: number;
  /** Accepted payloads of later cuts, in their order. */
  kept: Kept[];
  timer: Timer | undefined;
}

/**
 * Sends later cuts of a bucket once more, after one of its payloads had an attempt of unknown
 * outcome: that may be applied late, and put an older value over a newer one.
 *
 * It waits until the bucket has been quiet for 10 s: all that was kept of it then goes in its order,
 * one after the other, while nothing else of the bucket is under way. None of it is in any account,
 * and none is tried twice, unless an earlier one went before it: then the older value would have the
 * last word, so the rest goes again after another 10 s. What is kept counts as bytes of the queue and goes first when that is
 * full.
 */
export class Resends {
  readonly #clock: Clock;
  readonly #queue: DeliveryQueue;
  readonly #send: (kept: Kept) => Promise<boolean>;
  readonly #onEnd: () => void;
  readonly #doubtful = new Map<number, Doubtful>();
  #closed = false;

  /**
   * @param send makes a single attempt, and returns whether it failed for now; never rejects.
   * @param onEnd called when others of a bucket may go again.
   */
  constructor(
    clock: Clock,
    queue: DeliveryQueue,
    send: (kept: Kept) => Promise<boolean>,
    onEnd: () => void,
  ) {
    this.#clock = clock;
    this.#queue = queue;
    this.#send = send;
    this.#onEnd = onEnd;
  }

  /** An attempt at a series payload of some cut may have been applied, or may yet be. */
  doubt(bucketStart: number, cut: number): void {
    const known = this.#doubtful.get(bucketStart);
    if (this.#closed || (known !== undefined && known.cut <= cut)) return;
    this.#forgetExpired();
    this.#doubtful.set(bucketStart, {
      kept: known?.kept ?? [],
      timer: known?.timer,
      cut,
    });
  }

  /** Takes note that a series payload was accepted. */
  accepted({ route, bucketStart, place, wire }: QueuedPayload): void {
    const doubtful = this.#doubtful.get(bucketStart);
    if (doubtful === undefined || wire === undefined || place.cut <= doubtful.cut) return;
    doubtful.kept.push({ route, bucketStart, body: wire.body });
    this.#queue.reserve(wire.body.length);
  }

  /** Something of a bucket was accepted or given up: its quiet begins anew. */
  stirred(bucketStart: number): void {
    const doubtful = this.#doubtful.get(bucketStart);
    if (doubtful === undefined || doubtful.kept.length === 0 || this.#closed) return;
    doubtful.timer?.cancel();
    doubtful.timer = this.#clock.setTimeout(() => void this.#sendAll(bucketStart), lateMs);
  }

  /** Gives up what was kept of one bucket, the oldest, to make room; `false` when there is none. */
  giveUpOne(): boolean {
    let oldest: number | undefined;
    for (const [bucketStart, { kept }] of this.#doubtful) {
      if (kept.length > 0 && (oldest === undefined || bucketStart < oldest)) oldest = bucketStart;
    }
    if (oldest === undefined) return false;
    this.#take(oldest);
    return true;
  }

  close(): void {
    this.#closed = true;
    for (const bucketStart of [...this.#doubtful.keys()]) this.#forget(bucketStart);
  }

  async #sendAll(bucketStart: number): Promise<void> {
    // What is under way stirs the bucket when it is settled.
    if (this.#queue.holdsSeriesOf(bucketStart)) return;
    this.#queue.block(bucketStart);
    const all = this.#take(bucketStart);
    for (const [index, kept] of all.entries()) {
      if (this.#closed) break;
      const failed = await this.#send(kept);
      if (!failed || (index === 0 && kept.owed !== true)) continue;
      this.#putBack(bucketStart, all.slice(index));
      break;
    }
    this.#queue.unblock(bucketStart);
    this.#onEnd();
  }

  /** Keeps what could not be sent after an older value was; a later cut may come behind it. */
  #putBack(bucketStart: number, rest: readonly Kept[]): void {
    const doubtful = this.#doubtful.get(bucketStart);
    if (doubtful === undefined || this.#closed) return;
    doubtful.kept.unshift(...rest.map((kept) => ({ ...kept, owed: true })));
    this.#queue.reserve(rest.reduce((bytes, { body }) => bytes + body.length, 0));
    this.stirred(bucketStart);
  }

  /** Hands out what was kept of a bucket; its room is free from now on. */
  #take(bucketStart: number): Kept[] {
    const doubtful = this.#doubtful.get(bucketStart);
    if (doubtful === undefined) return [];
    const { kept } = doubtful;
    doubtful.timer?.cancel();
    doubtful.kept = [];
    this.#queue.reserve(-kept.reduce((bytes, { body }) => bytes + body.length, 0));
    return kept;
  }

  #forget(bucketStart: number): void {
    this.#take(bucketStart);
    this.#doubtful.delete(bucketStart);
  }

  #forgetExpired(): void {
    const nowSeconds = this.#clock.now() / 1000;
    for (const bucketStart of [...this.#doubtful.keys()]) {
      if (outsideWindow(bucketStart, nowSeconds) === 'too_old') this.#forget(bucketStart);
    }
  }
}
