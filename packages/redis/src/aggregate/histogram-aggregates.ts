import { percentileSuffix, type WeightedValue } from '@dogstats/core';

/** What a Chouette agent can make of a histogram, besides percentiles. */
export const aggregateNames = ['max', 'min', 'sum', 'avg', 'median', 'count'] as const;
export type AggregateName = (typeof aggregateNames)[number];

/** Which series a histogram becomes. */
export interface HistogramChoice {
  readonly aggregates: readonly AggregateName[];
  /** Fractions from 0 to 1: 0.95 becomes `.95percentile`. */
  readonly percentiles: readonly number[];
}

/** The agent's own choice. */
export const defaultHistogram: HistogramChoice = {
  aggregates: ['max', 'median', 'avg', 'count'],
  percentiles: [0.95],
};

/** The values of a histogram in one bucket. */
export interface Spread {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** Ascending. */
  readonly values: readonly WeightedValue[];
}

/** One series that a histogram sends. */
export interface HistogramSeries {
  /** Appended to the name: `.avg`, `.95percentile` … */
  readonly suffix: string;
  readonly type: 'gauge' | 'rate';
  readonly value: number;
}

/**
 * What a Chouette agent sends of a histogram: `.count` as a rate per second, the rest as gauges.
 *
 * @param interval width of the bucket, seconds.
 */
export function histogramSeries(
  spread: Spread,
  choice: HistogramChoice,
  interval: number,
): HistogramSeries[] {
  const { aggregates, percentiles } = choice;
  return [
    ...aggregates.map((name) => aggregateSeries(spread, name, interval)),
    ...percentiles.map((fraction) => ({
      suffix: `.${percentileSuffix(fraction)}`,
      type: 'gauge' as const,
      value: percentile(spread, fraction),
    })),
  ];
}

/** Characters that the longest suffix takes. */
export function longestSuffix({ aggregates, percentiles }: HistogramChoice): number {
  const suffixes = [...aggregates, ...percentiles.map(percentileSuffix)];
  return Math.max(...suffixes.map((suffix) => `.${suffix}`.length));
}

function aggregateSeries(spread: Spread, name: AggregateName, interval: number): HistogramSeries {
  const suffix = `.${name}`;
  switch (name) {
    case 'count':
      return { suffix, type: 'rate', value: spread.count / interval };
    case 'avg':
      return { suffix, type: 'gauge', value: spread.sum / spread.count };
    case 'median':
      return { suffix, type: 'gauge', value: percentile(spread, 0.5) };
    default:
      return { suffix, type: 'gauge', value: spread[name] };
  }
}

/** At place (n − 1) · p of the sorted values, with linear interpolation between two. */
function percentile({ values, count }: Spread, fraction: number): number {
  const place = Math.max((count - 1) * fraction, 0);
  const below = Math.floor(place);
  const above = Math.ceil(place);
  const lower = valueAt(values, below);
  if (below === above) return lower;
  return lower * (above - place) + valueAt(values, above) * (place - below);
}

/** The first whose cumulative weight exceeds a place. */
function valueAt(values: readonly WeightedValue[], place: number): number {
  let cumulative = 0;
  for (const { value, weight } of values) {
    cumulative += weight;
    if (cumulative > place) return value;
  }
  return values.at(-1)?.value ?? Number.NaN;
}
