import type { Bucket } from './bucket.js';
import type { DistributionState } from './metric-point.js';

/** Samples that one distribution holds; a full one is cut early. */
const maxDistributionSamples = 10_000;

/** Every value as it is, for percentiles that the server computes over all hosts. */
export class Distribution implements Bucket<'distribution'> {
  readonly start: number;
  fresh = 0;
  #values: number[] = [];

  constructor(start: number) {
    this.start = start;
  }

  add(value: number): void {
    this.fresh++;
    this.#values.push(value);
  }

  get full(): boolean {
    return this.fresh >= maxDistributionSamples;
  }

  /** Whether the next sample is the last that fits. */
  get nearlyFull(): boolean {
    return this.fresh >= maxDistributionSamples - 1;
  }

  /** Takes the values out: the server adds, so each is sent once. */
  read(): DistributionState {
    const values = this.#values;
    this.#values = [];
    return { values };
  }

  merge({ values }: DistributionState, samples: number): number {
    this.fresh += samples;
    for (const value of values) this.#values.push(value);
    return 0;
  }
}
