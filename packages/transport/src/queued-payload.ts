import { Buffer } from 'node:buffer';
import type { Payload, Route, Units } from '@dogstats/core';
import type { BatchAccount } from './batch-account.js';
import { decompress } from './compression.js';

/** How many more times a refused payload may be divided to find the unit at fault. */
export interface Bisection {
  divisionsLeft: number;
}

/** Where a payload stands among the others: its parts inherit it. */
export interface Place {
  /** The `write()` it came with; later ones have higher numbers. */
  readonly cut: number;
  readonly account: BatchAccount;
  /** Gives it up when aborted. */
  readonly signal: AbortSignal;
}

/** A payload from its cut until it is accepted or dropped. */
export class QueuedPayload {
  readonly route: Route;
  /** Unix seconds. */
  readonly bucketStart: number;
  /** Recorded calls that it is the first to carry. */
  readonly samples: number;
  readonly units: Units;
  readonly place: Place;
  /** No new round before that time of `Clock.monotonic()`, in milliseconds. */
  dueMs = 0;
  /** Whether a round of attempts is on. */
  inRound = false;
  /** Aborts the attempt in flight. */
  abort: AbortController | undefined;
  /** Whether it is accepted, dropped or divided: nothing may be done about it any more. */
  settled = false;
  /** Whether the intake may have taken it without our knowing. */
  ambiguous = false;
  /** Whether it is already counted as possibly duplicated. */
  duplicated = false;
  /** Whether the last answer was no HTTP. */
  gotGarbage = false;
  bisection: Bisection | undefined;
  #raw: Payload | undefined;
  #compressed: Buffer | undefined;

  constructor(payload: Payload, place: Place) {
    this.route = payload.route;
    this.bucketStart = payload.bucketStart;
    this.samples = payload.units.samples;
    this.units = payload.units;
    this.place = place;
    this.#raw = payload;
  }

  /** Whether the server keeps the last value of it; otherwise it adds samples up. */
  get isSeries(): boolean {
    return this.route !== 'distributions';
  }

  /** As it was encoded, until it is compressed. */
  get raw(): Payload | undefined {
    return this.#raw;
  }

  /** What is sent; `undefined` until `setCompressed()`. */
  get compressed(): Buffer | undefined {
    return this.#compressed;
  }

  /** Bytes that it occupies in the queue; 0 until it is compressed. */
  get bytes(): number {
    return this.#compressed === undefined ? 0 : this.#compressed.length + this.units.bytes;
  }

  /** Exchanges its text for what is sent. */
  setCompressed(compressed: Buffer): void {
    this.#compressed = compressed;
    this.#raw = undefined;
  }

  /** Undoes `setCompressed()`, for a division. */
  async restore(): Promise<Payload> {
    const { route, bucketStart, units } = this;
    if (this.#raw !== undefined) return this.#raw;
    const body = await decompress(this.#compressed ?? Buffer.alloc(0));
    return { route, bucketStart, body, units };
  }

  /** A part of this one, after `dividePayload`. */
  part(payload: Payload): QueuedPayload {
    const part = new QueuedPayload(payload, this.place);
    part.bisection = this.bisection;
    part.duplicated = this.duplicated;
    part.ambiguous = this.ambiguous;
    return part;
  }
}
