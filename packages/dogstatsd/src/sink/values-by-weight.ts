import { type HistogramState, type WeightedValue, weightedValues } from '@dogstats/core';

/** Values that weigh the same. */
export interface WeightedValues {
  readonly weight: number;
  readonly values: readonly number[];
}

/**
 * The samples of a histogram, grouped by weight: as they were while they are kept, else the middles
 * of the bins of a sketch, with the exact minimum and maximum.
 */
export function valuesByWeight(state: HistogramState): WeightedValues[] {
  const { samples, sketch } = state;
  if (sketch !== undefined) return grouped(sketchSamples(state));
  const { values, weights } = samples ?? { values: [] };
  if (weights === undefined) return [{ weight: 1, values }];
  return grouped(values.map((value, index) => ({ value, weight: weights[index] ?? 1 })));
}

/** The sample rate that stands for a weight: the Agent takes the whole number in 1 ÷ rate. */
export function rateOf(weight: number): number {
  if (weight <= 1) return 1;
  const rate = 1 / weight;
  // 1 ÷ (1 ÷ 49) is a little less than 49.
  return Math.trunc(1 / rate) < Math.trunc(weight) ? rate * (1 - Number.EPSILON) : rate;
}

function grouped(samples: readonly WeightedValue[]): WeightedValues[] {
  const groups = new Map<number, number[]>();
  for (const { value, weight } of samples) {
    const group = groups.get(weight);
    if (group === undefined) groups.set(weight, [value]);
    else group.push(value);
  }
  return Array.from(groups, ([weight, values]) => ({ weight, values }));
}

/** The middles of the bins, but for the extremes, which are known. */
function sketchSamples(state: HistogramState): WeightedValue[] {
  const samples = weightedValues(state);
  takeOut(samples, 0, state.min);
  takeOut(samples, -1, state.max);
  return samples;
}

/** Makes one of the samples of a bin what it is known to have been. */
function takeOut(samples: WeightedValue[], place: 0 | -1, value: number): void {
  const bin = samples.at(place);
  if (bin === undefined) return;
  const rest = bin.weight < 2 ? [] : [{ ...bin, weight: bin.weight - 1 }];
  const extreme = { value, weight: bin.weight < 2 ? bin.weight : 1 };
  if (place === 0) samples.splice(0, 1, extreme, ...rest);
  else samples.splice(-1, 1, ...rest, extreme);
}
