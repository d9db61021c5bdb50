import { setImmediate as turn } from 'node:timers/promises';

/** So long at a time. A request needs several turns until it is read: each waits for one slice. */
const sliceMs = 2;

/** Long work done in slices of time, between which everybody else has their turn. */
export class Slices {
  readonly #ms: number;
  #began = performance.now();

  /** @param ms milliseconds at a time; 0 for a slice each time that it is asked */
  constructor(ms: number = sliceMs) {
    this.#ms = ms;
  }

  /** Whether others should have their turn: then call `pause`. */
  get isDue(): boolean {
    return this.spentMs >= this.#ms;
  }

  /** Milliseconds worked since the last pause. */
  get spentMs(): number {
    return performance.now() - this.#began;
  }

  /** Lets others have their turn. */
  async pause(): Promise<void> {
    await turn();
    this.#began = performance.now();
  }
}
