/** Relative error of any value read back. */
const sketchAccuracy = 0.01;

/** Bins of either sign at most; they span thirteen decades. Beyond, the smallest magnitudes merge. */
const maxBins = 1536;

const gamma = (1 + sketchAccuracy) / (1 - sketchAccuracy);
const logGamma = Math.log(gamma);

/** Smaller magnitudes count as zero. */
const minMagnitude = 1e-9;

/** Bins of one sign: `counts[i]` is the weight in the bin `offset + i`. */
export interface SketchBins {
  readonly offset: number;
  readonly counts: Float64Array;
}

/** A sketch as plain data. Bin b holds magnitudes in (γ^(b−1), γ^b]. */
export interface SketchState {
  /** Ratio between the bounds of a bin. */
  readonly gamma: number;
  readonly zero: number;
  readonly positive: SketchBins;
  readonly negative: SketchBins;
}

/**
 * Counts of values in logarithmic bins: the percentiles of any number of samples within
 * 1 % of the value and 24 KiB.
 */
export class Sketch {
  #zero = 0;
  readonly #positive = new Bins();
  readonly #negative = new Bins();

  add(value: number, weight: number): void {
    const magnitude = Math.abs(value);
    if (magnitude < minMagnitude) this.#zero += weight;
    else {
      const bin = Math.ceil(Math.log(magnitude) / logGamma);
      (value > 0 ? this.#positive : this.#negative).add(bin, weight);
    }
  }

  state(): SketchState {
    return {
      gamma,
      zero: this.#zero,
      positive: this.#positive.state(),
      negative: this.#negative.state(),
    };
  }
}

/** The value at a zero-based, possibly fractional rank: the first whose cumulative weight exceeds it. */
export function sketchValueAt(sketch: SketchState, rank: number): number {
  // The point of a bin that is equally far, relatively, from both of its bounds.
  const middle = 2 / (1 + sketch.gamma);
  let cumulative = 0;
  const { negative, positive } = sketch;
  for (let index = negative.counts.length - 1; index >= 0; index--) {
    cumulative += negative.counts[index] ?? 0;
    if (cumulative > rank) return -middle * sketch.gamma ** (negative.offset + index);
  }
  cumulative += sketch.zero;
  if (cumulative > rank) return 0;
  for (let index = 0; index < positive.counts.length; index++) {
    cumulative += positive.counts[index] ?? 0;
    if (cumulative > rank) return middle * sketch.gamma ** (positive.offset + index);
  }
  return Number.POSITIVE_INFINITY;
}

/** A value and how many times it was seen; a sampled call counts for several. */
export interface WeightedValue {
  readonly value: number;
  readonly weight: number;
}

/** The middle of each bin that has anything, ascending. */
export function sketchValues(sketch: SketchState): WeightedValue[] {
  const { gamma: ratio, positive, negative, zero } = sketch;
  const middleOf = (bin: number): number => (2 / (1 + ratio)) * ratio ** bin;
  const found: WeightedValue[] = [];
  for (let index = negative.counts.length - 1; index >= 0; index--) {
    const weight = negative.counts[index] ?? 0;
    found.push({ value: -middleOf(negative.offset + index), weight });
  }
  found.push({ value: 0, weight: zero });
  positive.counts.forEach((weight, index) => {
    found.push({ value: middleOf(positive.offset + index), weight });
  });
  return found.filter(({ weight }) => weight > 0);
}

/** A dense run of bins that grows at both ends and merges at the low one. */
class Bins {
  #counts = new Float64Array(0);
  #offset = 0;

  add(bin: number, weight: number): void {
    const index = bin - this.#offset;
    const slot = index >= 0 && index < this.#counts.length ? index : this.#makeRoom(bin);
    this.#counts[slot] = (this.#counts[slot] ?? 0) + weight;
  }

  state(): SketchBins {
    return { offset: this.#offset, counts: this.#counts.slice() };
  }

  /** Grows so that the bin fits, and gives its place; a bin too low shares the lowest. */
  #makeRoom(bin: number): number {
    const margin = 32;
    const old = this.#counts;
    if (old.length === 0) {
      this.#counts = new Float64Array(2 * margin);
      this.#offset = bin - margin;
      return margin;
    }
    const top = Math.max(
      this.#offset + old.length - 1,
      bin >= this.#offset + old.length ? bin + margin : bin,
    );
    const lowest = Math.max(Math.min(this.#offset, bin - margin), top - maxBins + 1);
    if (lowest !== this.#offset || top !== this.#offset + old.length - 1) {
      const grown = new Float64Array(top - lowest + 1);
      for (let index = 0; index < old.length; index++) {
        const slot = Math.max(this.#offset + index - lowest, 0);
        grown[slot] = (grown[slot] ?? 0) + (old[index] ?? 0);
      }
      this.#counts = grown;
      this.#offset = lowest;
    }
    return Math.max(bin - this.#offset, 0);
  }
}
