import type { HistogramState } from '@dogstats/core';
import type { ExponentialHistogram, Histogram } from '@opentelemetry/sdk-metrics';

/** A value that stands for a bucket, and how many measurements are in it. */
type Weighted = readonly [value: number, weight: number];

/**
 * A histogram with the bounds of its buckets. A bucket counts as that many measurements in its middle,
 * within the extremes: percentiles are as fine as the bounds are.
 */
export function stateOfExplicit({ buckets, ...exact }: Histogram): HistogramState {
  const { boundaries, counts } = buckets;
  const [lowest = 0] = boundaries;
  const highest = boundaries.at(-1) ?? lowest;
  const { min = lowest, max = highest } = exact;
  const weighted = counts.map((weight, index): Weighted => {
    const lower = Math.max(boundaries[index - 1] ?? min, min);
    const upper = Math.min(boundaries[index] ?? max, max);
    // So it is never the lower bound, which is not in the bucket.
    return [upper - (upper - lower) / 2, weight];
  });
  return stateOf(exact, weighted);
}

/**
 * A histogram of exponential buckets. A bucket counts as that many measurements at the point that is
 * equally far, relatively, from both of its bounds.
 */
export function stateOfExponential(histogram: ExponentialHistogram): HistogramState {
  const { scale, zeroCount, positive, negative, ...exact } = histogram;
  const step = 2 ** -scale;
  const middle = 2 / (1 + 2 ** -step);
  // Bucket b holds magnitudes from above base^b to base^(b+1), where base is 2^step.
  const magnitudeOf = (bucket: number): number => middle * 2 ** (bucket * step);
  const weigh = ({ offset, bucketCounts }: typeof positive, sign: 1 | -1): Weighted[] =>
    bucketCounts.map((weight, index) => [sign * magnitudeOf(offset + index), weight]);
  return stateOf(exact, [...weigh(negative, -1), [0, zeroCount], ...weigh(positive, 1)]);
}

function stateOf(
  { count, sum, min, max }: Pick<Histogram, 'count' | 'sum' | 'min' | 'max'>,
  weighted: readonly Weighted[],
): HistogramState {
  const filled = weighted.filter(([, weight]) => weight > 0);
  const bound = ([value, weight]: Weighted): Weighted => [
    Math.min(Math.max(value, min ?? value), max ?? value),
    weight,
  ];
  const bounded = filled.map(bound);
  const values = bounded.map(([value]) => value);
  return {
    count,
    // Absent where measurements may be negative.
    sum: sum ?? bounded.reduce((total, [value, weight]) => total + value * weight, 0),
    min: min ?? Math.min(...values),
    max: max ?? Math.max(...values),
    samples: { values, weights: bounded.map(([, weight]) => weight) },
  };
}
