import type { Buffer } from 'node:buffer';
import { type Payload, payloadSamples, type Route, type Unit } from '@dogstats/core';
import type { BatchAccount } from './batch-account.js';

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
  readonly units: readonly Unit[];
  /** Recorded calls that it is the first to carry. */
  readonly samples: number;
  readonly place: Place;
  /** Its text, until it is compressed. */
  raw: Buffer | undefined;
  /** What is sent; `undefined` until it is compressed. */
  compressed: Buffer | undefined;
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
  bisection: Bisection | undefined;

  constructor(payload: Payload, place: Place) {
    this.route = payload.route;
    this.bucketStart = payload.bucketStart;
    this.units = payload.units;
    this.samples = payloadSamples(payload);
    this.raw = payload.body;
    this.place = place;
  }

  /** A part of this one, after `dividePayload`. */
  part(payload: Payload): QueuedPayload {
    const part = new QueuedPayload(payload, this.place);
    part.bisection = this.bisection;
    part.duplicated = this.duplicated;
    part.ambiguous = this.ambiguous;
    return part;
  }

  /** Bytes that it occupies once it is compressed. */
  get bytes(): number {
    return this.compressed?.length ?? 0;
  }
}
