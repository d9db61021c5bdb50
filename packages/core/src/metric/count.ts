import type { Bucket } from './bucket.js';
import type { CountState } from './metric-point.js';

/** How many there were: the sum of what was added. May be negative or fractional. */
export class Count implements Bucket<'count'> {
  readonly start: number;
  fresh = 0;
  sum = 0;

  constructor(start: number) {
    this.start = start;
  }

  /** @param weight 1 ÷ sample rate. */
  add(value: number, weight: number): void {
    this.fresh++;
    this.sum += value * weight;
  }

  read(): CountState {
    return { sum: this.sum };
  }

  merge({ sum }: CountState, samples: number): number {
    this.fresh += samples;
    this.sum += sum;
    return 0;
  }
}
