import type { MetricPoint, MetricType } from '@dogstats/core';

/** Doubles hold sums of so many distinct powers of two. */
const bitsOfSum = 52;

/**
 * Numbers the calls of a test and gives each a value of its own, so that a point tells which calls
 * are in it.
 */
export class CallJournal {
  /** Calls so far, and the number of the next one. */
  calls = 0;
  readonly refused: Set<number> = new Set();
  readonly #starts: number[] = [];
  /** Increments by tag: the n-th one adds 2ⁿ, so that each is a bit of the sum. */
  readonly #increments = new Map<string, number[]>();
  /** Calls of each gauge and rate that no point has carried yet. */
  readonly #values = new Map<string, number[]>();

  /** The value of the next increment; `undefined` when the sum has no bit left. */
  nextBit(tag: string): number | undefined {
    const calls = this.#increments.get(tag) ?? [];
    if (calls.length === bitsOfSum) return undefined;
    this.#increments.set(tag, [...calls, this.calls]);
    return 2 ** calls.length;
  }

  /**
   * Enters the call that was made.
   *
   * @param bucketStart of the time it was made for.
   */
  enter(bucketStart: number, wasRefused: boolean): void {
    if (wasRefused) this.refused.add(this.calls);
    this.#starts.push(bucketStart);
    this.calls++;
  }

  bucketStartOf(call: number): number {
    return this.#starts[call] ?? Number.NaN;
  }

  /** Notes that the next call is one of a gauge or rate. */
  noteValue(key: string): void {
    this.#values.set(key, [...(this.#values.get(key) ?? []), this.calls]);
  }

  /** Calls of a gauge or rate that a point is the first to carry: the last one is its value. */
  takeValues(key: string): number[] {
    const calls = this.#values.get(key) ?? [];
    this.#values.delete(key);
    return calls.filter((call) => !this.refused.has(call));
  }

  /** The calls in a point; of a gauge or rate only the last one is. */
  callsIn(point: MetricPoint): number[] {
    const tag = point.context.tags.join();
    switch (point.type) {
      case 'count':
        return this.#callsInSum(tag, point.state.sum);
      case 'gauge':
      case 'rate':
        return [point.state.value];
      case 'histogram':
        return [...(point.state.samples?.values ?? [])];
      case 'distribution':
        if (point.context.name !== nameOf('count')) return [...point.state.values];
        return point.state.values.flatMap((sum) => this.#callsInSum(tag, sum));
      case 'set':
        return point.state.members.map(Number);
    }
  }

  #callsInSum(tag: string, sum: number): number[] {
    const calls = this.#increments.get(tag) ?? [];
    if (sum >= 2 ** calls.length) throw new Error(`${sum} is more than was ever added`);
    return calls.filter((_, bit) => Math.floor(sum / 2 ** bit) % 2 === 1);
  }
}

/** The metric that calls of a type go to; it keeps its name where it leaves as another type. */
export function nameOf(type: MetricType): string {
  return `m.${type}`;
}

/** What a server tells points apart by. */
export function keyOf(name: string, tag: string, bucketStart: number): string {
  return `${name} ${tag} ${bucketStart}`;
}

export function keyOfPoint({ context, bucketStart }: MetricPoint): string {
  return keyOf(context.name, context.tags.join(), bucketStart);
}
