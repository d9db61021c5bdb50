import type { Bucket } from './bucket.js';
import type { HistogramState } from './metric-point.js';
import { Sketch } from './sketch.js';
import { weightedValues } from './weighted-values.js';

/** Calls whose values are kept as they are; more than that and a sketch takes over. */
const maxExactSamples = 1000;

/** How values spread: count, sum, minimum, maximum and what percentiles are computed from. */
export class Histogram implements Bucket<'histogram'> {
  readonly start: number;
  fresh = 0;
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #values: number[] = [];
  #weights: number[] | undefined;
  #sketch: Sketch | undefined;

  constructor(start: number) {
    this.start = start;
  }

  /** @param weight 1 ÷ sample rate. */
  add(value: number, weight: number): void {
    this.fresh++;
    this.#count += weight;
    this.#sum += value * weight;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    this.#keep(value, weight);
  }

  merge(state: HistogramState, calls: number): number {
    const { count, sum, min, max, samples, sketch } = state;
    this.fresh += calls;
    this.#count += count;
    this.#sum += sum;
    if (min < this.#min) this.#min = min;
    if (max > this.#max) this.#max = max;
    samples?.values.forEach((value, index) => {
      this.#keep(value, samples.weights?.[index] ?? 1);
    });
    if (sketch === undefined) return 0;
    const own = this.#sketched();
    for (const { value, weight } of weightedValues(state)) own.add(value, weight);
    return 0;
  }

  #keep(value: number, weight: number): void {
    if (this.#sketch !== undefined || this.#values.length === maxExactSamples) {
      this.#sketched().add(value, weight);
      return;
    }
    if (weight !== 1) this.#weights ??= this.#values.map(() => 1);
    this.#values.push(value);
    this.#weights?.push(weight);
  }

  /** The sketch, which takes over from the samples. */
  #sketched(): Sketch {
    if (this.#sketch !== undefined) return this.#sketch;
    const sketch = new Sketch();
    this.#values.forEach((value, index) => {
      sketch.add(value, this.#weights?.[index] ?? 1);
    });
    this.#values = [];
    this.#weights = undefined;
    this.#sketch = sketch;
    return sketch;
  }

  read(keep: boolean): HistogramState {
    const exact = { count: this.#count, sum: this.#sum, min: this.#min, max: this.#max };
    if (this.#sketch !== undefined) return { ...exact, sketch: this.#sketch.state() };
    const values = keep ? this.#values.slice() : this.#values;
    if (this.#weights === undefined) return { ...exact, samples: { values } };
    const weights = keep ? this.#weights.slice() : this.#weights;
    return { ...exact, samples: { values, weights } };
  }
}
