import type { Bucket } from './bucket.js';
import type { ValueState } from './metric-point.js';

/** How much there is now: the last value, by call order. A rate keeps its last value likewise. */
export class Gauge implements Bucket<'gauge' | 'rate'> {
  readonly start: number;
  fresh = 0;
  value = 0;

  constructor(start: number) {
    this.start = start;
  }

  set(value: number): void {
    this.fresh++;
    this.value = value;
  }

  read(): ValueState {
    return { value: this.value };
  }

  /** What comes last stays, as with calls. */
  merge({ value }: ValueState, samples: number): number {
    this.fresh += samples;
    this.value = value;
    return 0;
  }
}
