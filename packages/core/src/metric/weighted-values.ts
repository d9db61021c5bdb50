import type { HistogramState } from './metric-point.js';
import { sketchValues, type WeightedValue } from './sketch.js';

/** What a histogram has seen, ascending. Of a sketch: the middle of each bin, within its extremes. */
export function weightedValues(state: HistogramState): WeightedValue[] {
  if (state.sketch !== undefined) {
    const { min, max } = state;
    return sketchValues(state.sketch).map(({ value, weight }) => ({
      value: Math.min(Math.max(value, min), max),
      weight,
    }));
  }
  const { values = [], weights } = state.samples ?? {};
  return values
    .map((value, index) => ({ value, weight: weights?.[index] ?? 1 }))
    .sort((a, b) => a.value - b.value);
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
  for (const [index, { value, weight }] of weighted.entries()) {
    seen += weight;
    // A sum of fractions depends on their order: the last value takes what is left.
    const isLast = index === weighted.length - 1;
    const upTo = isLast ? total : Math.min(Math.round(seen), total);
    for (; given < upTo; given++) {
      yield given === 0 ? state.min : given === total - 1 ? state.max : value;
    }
  }
}
