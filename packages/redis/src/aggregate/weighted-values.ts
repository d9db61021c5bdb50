import type { HistogramState, SketchState } from '@dogstats/core';

/** A value and how many times it was seen; a sampled call counts for several. */
export interface WeightedValue {
  readonly value: number;
  readonly weight: number;
}

/** What a histogram has seen, ascending. Of a sketch: the middle of each bin, within its extremes. */
export function weightedValues(state: HistogramState): WeightedValue[] {
  if (state.sketch !== undefined) return ofSketch(state.sketch, state.min, state.max);
  const { values = [], weights } = state.samples ?? {};
  return values
    .map((value, index) => ({ value, weight: weights?.[index] ?? 1 }))
    .sort((a, b) => a.value - b.value);
}

function ofSketch(sketch: SketchState, min: number, max: number): WeightedValue[] {
  // The point of a bin that is equally far, relatively, from both of its bounds.
  const middle = 2 / (1 + sketch.gamma);
  const middleOf = (bin: number): number => middle * sketch.gamma ** bin;
  const found: WeightedValue[] = [];
  const { positive, negative, zero } = sketch;
  negative.counts.forEach((weight, index) => {
    found.push({ value: -middleOf(negative.offset + index), weight });
  });
  found.reverse();
  found.push({ value: 0, weight: zero });
  positive.counts.forEach((weight, index) => {
    found.push({ value: middleOf(positive.offset + index), weight });
  });
  return found
    .filter(({ weight }) => weight > 0)
    .map(({ value, weight }) => ({ value: Math.min(Math.max(value, min), max), weight }));
}

/**
 * Each value as often as it was seen, for a form that has no weights. Fractions are carried over, so
 * that the number of all is right; the extremes are exact.
 */
export function* repeatedValues(state: HistogramState): Generator<number> {
  const weighted = weightedValues(state);
  const total = Math.max(Math.round(state.count), 1);
  let given = 0;
  let seen = 0;
  for (const { value, weight } of weighted) {
    seen += weight;
    for (const upTo = Math.min(Math.round(seen), total); given < upTo; given++) {
      yield given === 0 ? state.min : given === total - 1 ? state.max : value;
    }
  }
}
