import type { DropCounts, DropReason } from '@dogstats/core';
import type { HandOver } from './hand-over.js';

/** What a part of a batch holds, and who wants to know what becomes of it. */
export interface PartContent extends Pick<HandOver, 'points' | 'notices'> {
  /** Calls, or notices. */
  readonly samples: number;
  /** About how many, as a message. */
  readonly bytes: number;
  readonly settle: (outcome: PartOutcome) => void;
}

export interface PartOutcome {
  readonly accepted: number;
  readonly dropped: DropCounts;
  readonly error?: Error | undefined;
}

/** A part that waits for its answer, or for its turn. */
export interface Part extends PartContent {
  readonly number: number;
  /** When it came, monotonic milliseconds. */
  readonly sinceMs: number;
  /** Whether it may have arrived. */
  isSent: boolean;
}

/**
 * Parts in the order in which they are handed over, bounded in bytes: the oldest gives way that can't
 * have arrived.
 */
export class Outbox {
  readonly #maxBytes: number;
  readonly #parts: Part[] = [];
  #count = 0;
  #bytes = 0;
  #samples = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The one to send, until it is settled. */
  get first(): Part | undefined {
    return this.#parts[0];
  }

  /** Calls and notices in it. */
  get samples(): number {
    return this.#samples;
  }

  nextNumber(): number {
    return ++this.#count;
  }

  add(content: PartContent, sinceMs: number): void {
    const part = { ...content, number: this.nextNumber(), sinceMs, isSent: false };
    this.#parts.push(part);
    this.#bytes += part.bytes;
    this.#samples += part.samples;
    while (this.#bytes > this.#maxBytes) this.#giveWay();
  }

  /** Settles the first one. */
  settle(outcome: PartOutcome): void {
    const part = this.#parts.shift();
    if (part !== undefined) this.#settle(part, outcome);
  }

  /** Gives up the first one. */
  drop(reason: DropReason, error?: Error): void {
    const samples = this.first?.samples ?? 0;
    this.settle({ accepted: 0, dropped: { [reason]: samples }, error });
  }

  #giveWay(): void {
    const index = this.#parts.findIndex(({ isSent }) => !isSent);
    const [part] = this.#parts.splice(Math.max(index, 0), 1);
    if (part !== undefined) {
      this.#settle(part, { accepted: 0, dropped: { queue_full: part.samples } });
    }
  }

  #settle(part: Part, outcome: PartOutcome): void {
    this.#bytes -= part.bytes;
    this.#samples -= part.samples;
    part.settle(outcome);
  }

  [Symbol.iterator](): Iterator<Part> {
    return this.#parts.values();
  }
}
