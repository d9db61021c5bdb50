import { Sketch } from '../sketch/sketch.js';
import type { Combine } from './combine.js';

/** Past it they are sketched, which takes little room, and percentiles are within 1/64. */
const maxSamples = 20_000;

/** The samples of a distribution that fall into one column, over contexts. */
export class SampleColumn {
  #samples: number[] = [];
  /** Of what came as sketches, or was too much. */
  #sketch: Sketch | undefined;

  get count(): number {
    return this.#samples.length + (this.#sketch?.count ?? 0);
  }

  add(sample: number): void {
    this.#samples.push(sample);
    if (this.#samples.length < maxSamples) return;
    this.addSketch(Sketch.ofSamples(this.#samples));
    this.#samples = [];
  }

  addSketch(sketch: Sketch): void {
    this.#sketch = this.#sketch?.plus(sketch) ?? sketch;
  }

  /** 50th, 95th and 99th percentile, or the one figure that is asked for. */
  values(combine: Combine): number[] {
    if (this.#sketch !== undefined) {
      const samples = this.#samples;
      return ofSketch(
        samples.length === 0 ? this.#sketch : this.#sketch.plus(Sketch.ofSamples(samples)),
        combine,
      );
    }
    const sorted = Float64Array.from(this.#samples).sort();
    if (combine === 'percentiles') {
      return [percentile(sorted, 0.5), percentile(sorted, 0.95), percentile(sorted, 0.99)];
    }
    if (combine === 'min') return [sorted[0] ?? 0];
    if (combine === 'max') return [sorted.at(-1) ?? 0];
    const sum = sorted.reduce((total, sample) => total + sample, 0);
    return [combine === 'sum' ? sum : sum / sorted.length];
  }
}

function ofSketch(sketch: Sketch, combine: Combine): number[] {
  switch (combine) {
    case 'percentiles':
      return [sketch.quantile(0.5), sketch.quantile(0.95), sketch.quantile(0.99)];
    case 'mean':
      return [sketch.average];
    default:
      return [sketch[combine]];
  }
}

/** Nearest rank. */
function percentile(sorted: Float64Array, fraction: number): number {
  const rank = Math.round(fraction * sorted.length - 1);
  return sorted[Math.min(Math.max(rank, 0), sorted.length - 1)] ?? 0;
}
