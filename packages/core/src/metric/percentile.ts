import type { HistogramState, WeightedSamples } from './metric-point.js';
import { sketchValueAt } from './sketch.js';

/**
 * Nearest rank, without interpolation: of n sorted values the one at `Math.round(p·n − 1)`, clamped.
 * With weights n is their sum, and the value the first whose cumulative weight exceeds that index.
 * `Math.round` rounds halves up, as the Python 2 did for which dogapi was written.
 *
 * @see docs/decisions/0006-dogapi-differences.md
 */
export function percentiles(state: HistogramState, fractions: readonly number[]): number[] {
  const ranks = fractions.map((p) =>
    Math.min(Math.max(Math.round(p * state.count - 1), 0), Math.max(state.count - 1, 0)),
  );
  if (state.sketch !== undefined) {
    const { sketch, min, max } = state;
    return ranks.map((rank) => Math.min(Math.max(sketchValueAt(sketch, rank), min), max));
  }
  return valuesAt(state.samples ?? { values: [] }, ranks);
}

function valuesAt({ values, weights }: WeightedSamples, ranks: readonly number[]): number[] {
  if (weights === undefined) {
    const sorted = Float64Array.from(values).sort();
    return ranks.map((rank) => sorted[rank] ?? Number.NaN);
  }
  const order = values.map((_, index) => index).sort((a, b) => at(values, a) - at(values, b));
  return ranks.map((rank) => {
    let cumulative = 0;
    for (const index of order) {
      cumulative += at(weights, index);
      if (cumulative > rank) return at(values, index);
    }
    return at(values, order.at(-1) ?? 0);
  });
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? Number.NaN;
}

/** `0.95` → `95percentile`, `0.999` → `99.9percentile`, `0.29` → `29percentile`. */
export function percentileSuffix(fraction: number): string {
  // 0.29 * 100 is 28.999999999999996: twelve digits are what the caller wrote.
  return `${Number((fraction * 100).toPrecision(12))}percentile`;
}
