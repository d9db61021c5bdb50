import { setImmediate as turn } from 'node:timers/promises';

/** So long at a time. A request needs several turns until it is read: each waits for one slice. */
const sliceMs = 2;

/** The page looks at something else by now; nobody wants the answer any more. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

/** One answer in the making: worked on in slices, between which everybody else has their turn. */
export class Pass {
  /** Unix milliseconds at which it began. */
  readonly nowMs: number;
  readonly #sliceMs: number;
  #sliceBegan = performance.now();
  #busyMs = 0;
  #overtaken = false;

  /** @param slice milliseconds at a time */
  constructor(nowMs: number, slice: number = sliceMs) {
    this.nowMs = nowMs;
    this.#sliceMs = slice;
  }

  /** Unix seconds at which it began. */
  get now(): number {
    return Math.floor(this.nowMs / 1_000);
  }

  /** Whether others should have their turn: then call `pause`. */
  get isDue(): boolean {
    return performance.now() - this.#sliceBegan >= this.#sliceMs;
  }

  /** Milliseconds worked, without the pauses. */
  get busyMs(): number {
    return this.#busyMs + performance.now() - this.#sliceBegan;
  }

  /** Lets others have their turn. @throws {Overtaken} when nobody wants the answer any more */
  async pause(): Promise<void> {
    this.#busyMs += performance.now() - this.#sliceBegan;
    await turn();
    this.#sliceBegan = performance.now();
    if (this.#overtaken) throw new Overtaken('the page looks at something else');
  }

  /** Ends it at its next pause. */
  overtake(): void {
    this.#overtaken = true;
  }

  /** Those of `items` that pass. */
  async filter<T>(items: Iterable<T>, passes: (item: T) => boolean): Promise<T[]> {
    const passing: T[] = [];
    for (const item of items) {
      if (this.isDue) await this.pause();
      if (passes(item)) passing.push(item);
    }
    return passing;
  }
}
