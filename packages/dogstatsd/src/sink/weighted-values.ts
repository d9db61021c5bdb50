import type { HistogramState, SketchState } from '@dogstats/core';

/** Values that weigh the same. */
export interface WeightedValues {
  readonly weight: number;
  readonly values: readonly number[];
}

/**
 * The samples of a histogram, grouped by weight: as they were while they are kept, else the middles
 * of the bins of a sketch, with the exact minimum and maximum.
 */
export function weightedValues(state: HistogramState): WeightedValues[] {
  const { samples, sketch } = state;
  if (sketch !== undefined) return grouped(sketchSamples(sketch, state));
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

interface Sample {
  value: number;
  weight: number;
}

function grouped(samples: readonly Sample[]): WeightedValues[] {
  const groups = new Map<number, number[]>();
  for (const { value, weight } of samples) {
    const group = groups.get(weight);
    if (group === undefined) groups.set(weight, [value]);
    else group.push(value);
  }
  return Array.from(groups, ([weight, values]) => ({ weight, values }));
}

function sketchSamples(sketch: SketchState, { min, max }: HistogramState): Sample[] {
  const middle = 2 / (1 + sketch.gamma);
  const samples: Sample[] = [];
  const add = (value: number, weight: number): void => {
    if (weight > 0) samples.push({ value: Math.min(Math.max(value, min), max), weight });
  };
  const magnitude = (bin: number): number => middle * sketch.gamma ** bin;
  const { negative, zero, positive } = sketch;
  for (let index = negative.counts.length - 1; index >= 0; index--)
    add(-magnitude(negative.offset + index), negative.counts[index] ?? 0);
  add(0, zero);
  positive.counts.forEach((weight, index) => {
    add(magnitude(positive.offset + index), weight);
  });
  takeOut(samples, 0, min);
  takeOut(samples, -1, max);
  return samples;
}

/** Makes one of the samples of a bin what it is known to have been. */
function takeOut(samples: Sample[], place: 0 | -1, value: number): void {
  const bin = samples.at(place);
  if (bin === undefined) return;
  if (bin.weight < 2) bin.value = value;
  else {
    bin.weight -= 1;
    if (place === 0) samples.unshift({ value, weight: 1 });
    else samples.push({ value, weight: 1 });
  }
}
