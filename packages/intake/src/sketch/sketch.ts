import { gamma, keyOf, middleOf, roundToEven } from './sketch-keys.js';

/** Past it the lowest bins become one. */
const maxBins = 4_096;

/** What a sketch knows exactly. */
export interface SketchSummary {
  /** Samples. */
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly sum: number;
}

/**
 * The distribution of samples as the Agent sends it: how many fell into each bin, with bins as wide as
 * 1/64 of their value. Immutable; sketches of the same time add up by `plus`.
 */
export class Sketch implements SketchSummary {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  /** Ascending. */
  readonly keys: Int16Array;
  /** Samples in the bin of each key. */
  readonly counts: Float64Array;

  private constructor(summary: SketchSummary, keys: Int16Array, counts: Float64Array) {
    this.count = summary.count;
    this.min = summary.min;
    this.max = summary.max;
    this.sum = summary.sum;
    this.keys = keys;
    this.counts = counts;
  }

  /** @param keys in any order, may repeat */
  static ofBins(
    summary: SketchSummary,
    keys: readonly number[],
    counts: readonly number[],
  ): Sketch {
    const bins = new Map<number, number>();
    for (let index = 0; index < keys.length; index++) {
      const key = Math.min(Math.max(keys[index] as number, -32_768), 32_767);
      bins.set(key, (bins.get(key) ?? 0) + (counts[index] as number));
    }
    return Sketch.#of(summary, bins);
  }

  static ofSamples(samples: readonly number[]): Sketch {
    const bins = new Map<number, number>();
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    let sum = 0;
    for (const sample of samples) {
      const key = keyOf(sample);
      bins.set(key, (bins.get(key) ?? 0) + 1);
      min = Math.min(min, sample);
      max = Math.max(max, sample);
      sum += sample;
    }
    return Sketch.#of({ count: samples.length, min, max, sum }, bins);
  }

  static #of(summary: SketchSummary, bins: Map<number, number>): Sketch {
    const all = [...bins.keys()].sort((a, b) => a - b);
    const folded = Math.max(all.length - maxBins, 0);
    const keys = all.slice(folded);
    const counts = Float64Array.from(keys, (key) => bins.get(key) as number);
    for (const key of all.slice(0, folded)) {
      counts[0] = (counts[0] as number) + (bins.get(key) as number);
    }
    return new Sketch(summary, Int16Array.from(keys), counts);
  }

  get average(): number {
    return this.sum / this.count;
  }

  /** Whether what it says of itself is finite. */
  get isFinite(): boolean {
    return Number.isFinite(this.min + this.max + this.sum);
  }

  plus(other: Sketch): Sketch {
    const bins = new Map<number, number>();
    for (const { keys, counts } of [this, other]) {
      keys.forEach((key, index) => {
        bins.set(key, (bins.get(key) ?? 0) + (counts[index] as number));
      });
    }
    const summary: SketchSummary = {
      count: this.count + other.count,
      min: Math.min(this.min, other.min),
      max: Math.max(this.max, other.max),
      sum: this.sum + other.sum,
    };
    return Sketch.#of(summary, bins);
  }

  /** As the Agent estimates it: exact at the ends, interpolated within a bin. @param q from 0 to 1 */
  quantile(q: number): number {
    if (q <= 0) return this.min;
    if (q >= 1) return this.max;
    const rank = roundToEven(q * (this.count - 1));
    let seen = 0;
    for (let index = 0; index < this.keys.length; index++) {
      const count = this.counts[index] as number;
      seen += count;
      if (seen <= rank) continue;
      const low = middleOf(this.keys[index] as number);
      const weight = (seen - rank) / count;
      const value = low * weight + low * gamma * (1 - weight);
      return Math.min(Math.max(value, this.min), this.max);
    }
    return this.max;
  }
}
