import { Slices } from '../slices.js';

/** The page looks at something else by now; nobody wants the answer any more. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

/** One answer in the making: worked on in slices, between which everybody else has their turn. */
export class Pass extends Slices {
  /** Unix milliseconds at which it began. */
  readonly nowMs: number;
  #busyMs = 0;
  #overtaken = false;

  /** @param slice milliseconds at a time */
  constructor(nowMs: number, slice?: number) {
    super(slice);
    this.nowMs = nowMs;
  }

  /** Unix seconds at which it began. */
  get now(): number {
    return Math.floor(this.nowMs / 1_000);
  }

  /** Milliseconds worked, without the pauses. */
  get busyMs(): number {
    return this.#busyMs + this.spentMs;
  }

  /** Lets others have their turn. @throws {Overtaken} when nobody wants the answer any more */
  override async pause(): Promise<void> {
    this.#busyMs += this.spentMs;
    await super.pause();
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
