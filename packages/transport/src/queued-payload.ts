import type { Payload, Route } from '@dogstats/core';
import type { BatchAccount } from './batch-account.js';
import { decompress } from './compression.js';
import type { Wire } from './spool/contents.js';
import type { SpoolFile } from './spool/spool-file.js';

/** How many more times a refused payload may be divided to find the unit at fault. */
export interface Bisection {
  divisionsLeft: number;
}

/** Where a payload stands among the others: its parts inherit it. */
export interface Place {
  /** The `write()` it came with; later ones have higher numbers, what was adopted the lowest. */
  readonly cut: number;
  readonly account: BatchAccount;
  /** Gives it up when aborted. */
  readonly signal: AbortSignal;
  /** Whether another process has recorded it. */
  readonly adopted: boolean;
}

/** A payload from its cut until it is accepted or dropped. */
export class QueuedPayload {
  readonly route: Route;
  /** Unix seconds. */
  readonly bucketStart: number;
  /** Recorded calls that it is the first to carry. */
  readonly samples: number;
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
  /** Where it is on disk. */
  file: SpoolFile | undefined;
  /** Pending while it is being written there. */
  storing: Promise<unknown> | undefined;
  /** As it was encoded, until it is compressed. */
  raw: Payload | undefined;
  /** What is sent, unless it is still raw, or on disk only. Set by the queue. */
  wire: Wire | undefined;

  constructor(
    { route, bucketStart, samples }: Pick<QueuedPayload, 'route' | 'bucketStart' | 'samples'>,
    place: Place,
  ) {
    this.route = route;
    this.bucketStart = bucketStart;
    this.samples = samples;
    this.place = place;
  }

  static fromRaw(raw: Payload, place: Place): QueuedPayload {
    const { route, bucketStart, units } = raw;
    const payload = new QueuedPayload({ route, bucketStart, samples: units.samples }, place);
    payload.raw = raw;
    return payload;
  }

  static fromFile(file: SpoolFile, place: Place): QueuedPayload {
    const payload = new QueuedPayload(file.label, place);
    payload.file = file;
    return payload;
  }

  /** Whether the server keeps the last value of it; otherwise it adds samples up. */
  get isSeries(): boolean {
    return this.route !== 'distributions';
  }

  /** Whether it could be sent, as soon as it is its turn. */
  get isReady(): boolean {
    return this.wire !== undefined || (this.raw === undefined && this.file !== undefined);
  }

  /** Whether it is in memory and has more than one unit. */
  get isDivisible(): boolean {
    return (this.wire ?? this.raw)?.units.length !== 1 && this.isInMemory;
  }

  get isInMemory(): boolean {
    return this.wire !== undefined || this.raw !== undefined;
  }

  /** Bytes that it occupies in the queue. */
  get bytes(): number {
    return this.wire === undefined ? 0 : this.wire.body.length + this.wire.units.bytes;
  }

  /** Whether all of it, and nothing else, is in its file. */
  get isOnDisk(): boolean {
    return this.file !== undefined && !this.file.isDivided;
  }

  /** Gives its file up, if it has one. */
  releaseFile(): void {
    const { file } = this;
    this.file = undefined;
    file?.release();
  }

  /** Undoes the compression, for a division; `undefined` when it is not in memory. */
  async restore(): Promise<Payload | undefined> {
    const { route, bucketStart, wire } = this;
    if (wire === undefined) return this.raw;
    return { route, bucketStart, body: await decompress(wire.body), units: wire.units };
  }

  /** A part of this one, after `dividePayload`. */
  part(raw: Payload): QueuedPayload {
    const part = QueuedPayload.fromRaw(raw, this.place);
    part.bisection = this.bisection;
    part.duplicated = this.duplicated;
    part.ambiguous = this.ambiguous;
    part.file = this.file;
    return part;
  }
}
