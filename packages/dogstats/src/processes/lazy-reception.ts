import { isMainThread } from 'node:worker_threads';
import type { Clock } from '@dogstats/core';
import { Deadline } from '../deadline.js';
import type { Receiver } from './desk.js';
import type { reception } from './reception.js';

/** How long those who are gone may hold up the end. */
const restMs = 1000;

/** Has a receiver take what workers hand over, from the turn after its start on. */
export class LazyReception {
  readonly #receiver: Receiver;
  #isClosed = false;
  #reception: typeof reception | undefined;

  constructor(receiver: Receiver) {
    this.#receiver = receiver;
    // Threads hand over to the main one.
    if (isMainThread) setImmediate(() => void this.#open());
  }

  async #open(): Promise<void> {
    if (this.#isClosed) return;
    const { reception } = await import('./reception.js');
    if (this.#isClosed) return;
    this.#reception = reception;
    reception.add(this.#receiver);
  }

  /** Takes what was handed over so far, and then no more; without a need to wait at once. */
  close(clock: Clock): Promise<void> | undefined {
    const rest = this.#reception?.rest();
    if (rest === undefined) {
      this.#end();
      return undefined;
    }
    const deadline = new Deadline(clock, restMs);
    return deadline.first([rest]).then(() => {
      deadline.cancel();
      this.#end();
    });
  }

  #end(): void {
    this.#isClosed = true;
    this.#reception?.remove(this.#receiver);
  }
}
