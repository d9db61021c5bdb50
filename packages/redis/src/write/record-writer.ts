import type { Clock, DropReason } from '@dogstats/core';
import { failureKind, redisError } from '../redis/redis-failure.js';
import type { Outgoing } from './outgoing.js';
import { Pause } from './pause.js';
import { RecordBuffer } from './record-buffer.js';
import type { RecordQueue } from './record-queue.js';

/** Bounds of the pause after a failure, in milliseconds; it doubles in between. */
const shortestPauseMs = 50;
const longestPauseMs = 1_000;

/** Above so many bytes whoever makes records should wait, if he can. */
const plentyBytes = 1_048_576;

/** What may wait while a batch is under way where nothing waits for Redis to come back. */
const betweenBatchesBytes = 15 * 1_048_576;

/** How long to wait for an answer before taking it for lost, in milliseconds. */
const answerMs = 5_000;

/** How long closing waits for the answer to a transaction, in milliseconds. */
const closingMs = 1_000;

export interface RecordWriterOptions {
  /** Records that the queue may hold; new ones on top are dropped. */
  readonly maxRecords: number;
  /** Bytes that wait here for Redis; beyond, the oldest are dropped. 0: nothing waits. */
  readonly bufferBytes: number;
  /** What to do when Redis may have written a batch and nobody knows. */
  readonly retry: 'at-most-once' | 'at-least-once';
  readonly prefix: string;
  readonly clock: Clock;
}

/**
 * Writes records in order, many to a transaction and one transaction at a time, and holds them while
 * Redis is away. Every record is accepted or dropped, once. Nothing here throws or rejects.
 */
export class RecordWriter {
  readonly #queue: RecordQueue;
  readonly #options: RecordWriterOptions;
  readonly #buffer = new RecordBuffer();
  readonly #pause: Pause;
  /** Being written. */
  #inFlight: readonly Outgoing[] = [];
  /** Written by a command that got no answer. */
  #doubtful: readonly Outgoing[] = [];
  #trouble: Error | undefined;
  #running = false;
  #failures = 0;
  #keepAliveUntilMs = Number.NEGATIVE_INFINITY;
  #progress: (() => void)[] = [];
  #closed = false;

  constructor(queue: RecordQueue, options: RecordWriterOptions) {
    this.#queue = queue;
    this.#options = options;
    this.#pause = new Pause(options.clock);
  }

  /** What has kept records from being written; `undefined` once one was. */
  get trouble(): Error | undefined {
    return this.#trouble;
  }

  get queueName(): string {
    return this.#queue.keys.name;
  }

  push(record: Outgoing): void {
    if (this.#closed) {
      record.owner.drop(record, 'shutdown');
      return;
    }
    this.#buffer.push(record);
    this.#trim();
    if (this.#running) return;
    this.#running = true;
    // All that comes in one turn goes in one transaction.
    setImmediate(() => void this.#run());
  }

  /** Resolves when there is room for more, or when waiting for it would not help. */
  async room(): Promise<void> {
    while (this.#buffer.bytes > plentyBytes && this.#failures === 0 && !this.#closed) {
      await new Promise<void>((resolve) => this.#progress.push(resolve));
    }
  }

  /** Tries at once, and keeps the process alive while it waits, up to a time of `Clock.monotonic()`. */
  hurry(untilMs: number): void {
    if (Number.isFinite(untilMs)) {
      this.#keepAliveUntilMs = Math.max(untilMs, this.#keepAliveUntilMs);
    }
    this.#pause.end();
  }

  /** Drops what is not written. What is being written may still be, for a moment. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#dropAll('shutdown');
    this.#pause.end();
    this.#tellProgress();
    if (this.#inFlight.length > 0) {
      const timer = new Pause(this.#options.clock);
      const answered = new Promise<void>((resolve) => this.#progress.push(resolve));
      await Promise.race([answered, timer.take(closingMs, true)]);
      timer.end();
    }
    for (const batch of [this.#doubtful, this.#inFlight]) drop(batch, 'ambiguous', this.#trouble);
    this.#doubtful = [];
    this.#inFlight = [];
  }

  async #run(): Promise<void> {
    try {
      while (!this.#closed && (this.#buffer.size > 0 || this.#doubtful.length > 0)) {
        await this.#step();
        this.#tellProgress();
      }
    } finally {
      this.#running = false;
    }
  }

  async #step(): Promise<void> {
    if (!this.#queue.isReady) {
      this.#queue.wake();
      return this.#fail(new Error('not connected'));
    }
    try {
      if (this.#doubtful.length > 0) return await this.#resolveDoubt();
      const room = this.#options.maxRecords - (await this.#answer(this.#queue.size()));
      // Only now: what was dropped from the buffer meanwhile must not be written.
      const batch = this.#buffer.takeBatch();
      drop(batch.splice(Math.max(room, 0)), 'queue_full');
      if (batch.length === 0) return;
      this.#inFlight = batch;
      await this.#answer(this.#queue.write(batch));
      this.#accept(this.#takeInFlight());
    } catch (error) {
      await this.#sort(this.#takeInFlight(), error);
    }
  }

  /** Some clients never say that a connection took a command with it. */
  async #answer<T>(command: Promise<T>): Promise<T> {
    const timer = new Pause(this.#options.clock);
    const isAwaited = this.#options.clock.monotonic() < this.#keepAliveUntilMs;
    const late = timer.take(answerMs, isAwaited).then(() => {
      throw new Error(`no answer within ${answerMs} ms`);
    });
    try {
      return await Promise.race([command, late]);
    } finally {
      late.catch(() => {});
      timer.end();
    }
  }

  /** What was being written, unless closing has given it up. */
  #takeInFlight(): readonly Outgoing[] {
    const batch = this.#inFlight;
    this.#inFlight = [];
    return batch;
  }

  /** What happens to a batch depends on what is known of it. */
  async #sort(batch: readonly Outgoing[], error: unknown): Promise<void> {
    const failure = redisError(error, this.#options.prefix);
    switch (failureKind(error)) {
      case 'refused':
        this.#trouble = failure;
        if (this.#doubtful.length > 0) {
          drop(this.#doubtful, 'ambiguous', failure);
          this.#doubtful = [];
        } else {
          // The question for the size comes first: what it is refused for, these would be, too.
          drop(batch.length > 0 ? batch : this.#buffer.takeBatch(), 'refused', failure);
        }
        return;
      case 'retry':
        this.#putBack(batch);
        return this.#fail(error);
      case 'unknown':
        if (this.#closed) drop(batch, 'ambiguous', failure);
        else if (batch.length > 0) this.#doubtful = batch;
        return this.#fail(error);
    }
  }

  /** A transaction happens as a whole: if one record is there, all of them were written. */
  async #resolveDoubt(): Promise<void> {
    const batch = this.#doubtful;
    const isThere = await this.#answer(this.#queue.holdsAny(batch));
    if (this.#closed) return;
    this.#doubtful = [];
    if (isThere) this.#accept(batch);
    else if (this.#options.retry === 'at-most-once') drop(batch, 'ambiguous', this.#trouble);
    else {
      for (const record of batch) record.owner.duplicate(record);
      this.#putBack(batch);
    }
  }

  #accept(batch: readonly Outgoing[]): void {
    this.#failures = 0;
    this.#trouble = undefined;
    for (const record of batch) record.owner.accept(record);
  }

  async #fail(error: unknown): Promise<void> {
    this.#trouble = redisError(error, this.#options.prefix);
    const pauseMs = Math.min(shortestPauseMs * 2 ** this.#failures++, longestPauseMs);
    if (this.#options.bufferBytes === 0) this.#dropAll('sink_failed');
    this.#tellProgress();
    if (this.#closed || (this.#buffer.size === 0 && this.#doubtful.length === 0)) return;
    const isAwaited = this.#options.clock.monotonic() < this.#keepAliveUntilMs;
    await this.#pause.take(pauseMs, isAwaited);
  }

  #putBack(batch: readonly Outgoing[]): void {
    if (this.#closed) drop(batch, 'shutdown');
    else {
      this.#buffer.putBack(batch);
      this.#trim();
    }
  }

  #trim(): void {
    const maxBytes = this.#options.bufferBytes || betweenBatchesBytes;
    while (this.#buffer.bytes > maxBytes) {
      const record = this.#buffer.shift();
      if (record === undefined) return;
      record.owner.drop(record, 'queue_full', this.#trouble);
    }
  }

  #dropAll(reason: DropReason): void {
    for (let record = this.#buffer.shift(); record !== undefined; record = this.#buffer.shift()) {
      record.owner.drop(record, reason, this.#trouble);
    }
  }

  #tellProgress(): void {
    const waiting = this.#progress;
    this.#progress = [];
    for (const resume of waiting) resume();
  }
}

function drop(records: readonly Outgoing[], reason: DropReason, error?: Error): void {
  for (const record of records) record.owner.drop(record, reason, error);
}
