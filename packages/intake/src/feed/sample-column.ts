import { Sketch } from '../sketch/sketch.js';
import type { Combine } from './combine.js';

/** The samples of a distribution that fall into one column, over contexts. */
export class SampleColumn {
  readonly #samples: number[] = [];
  /** Of what came as sketches. */
  #sketch: Sketch | undefined;

  get count(): number {
    return this.#samples.length + (this.#sketch?.count ?? 0);
  }

  add(sample: number): void {
    this.#samples.push(sample);
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
    const sorted = this.#samples.sort((a, b) => a - b);
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
function percentile(sorted: readonly number[], fraction: number): number {
  const rank = Math.round(fraction * sorted.length - 1);
  return sorted[Math.min(Math.max(rank, 0), sorted.length - 1)] ?? 0;
}
