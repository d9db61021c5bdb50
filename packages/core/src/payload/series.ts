import { clampToFinite } from '../metric/clamp-to-finite.js';
import type { HistogramState, MetricPoint, PointOf } from '../metric/metric-point.js';
import { percentileSuffix, percentiles } from '../metric/percentile.js';
import type { EncodingOptions, HistogramAggregate, HistogramOptions } from './encoding-options.js';

/** The types that a series has on the wire. */
export type SeriesType = 'count' | 'rate' | 'gauge';

/** One number of one point: what the routes differ in is only how they write it. */
export interface SeriesValue {
  /** Appended to the name of the metric; `''` or `.avg`, `.95percentile` … */
  readonly suffix: string;
  readonly type: SeriesType;
  readonly value: number;
}

/** What a point of one series sends. */
export function seriesValue(
  point: Exclude<MetricPoint, { type: 'histogram' | 'distribution' }>,
  encoding: EncodingOptions,
): SeriesValue {
  switch (point.type) {
    case 'count':
      return countValue('', clampToFinite(point.state.sum), point.interval, encoding);
    case 'gauge':
      return { suffix: '', type: 'gauge', value: point.state.value };
    case 'rate':
      return { suffix: '', type: 'rate', value: point.state.value };
    case 'set':
      return { suffix: '', type: 'gauge', value: point.state.members.length };
  }
}

/** What a histogram sends: at least one value, and as many as `seriesCount` says. */
export function seriesValues(
  point: PointOf<'histogram'>,
  encoding: EncodingOptions,
): SeriesValue[] {
  const values = histogramValues(point, encoding);
  return values.map((entry) =>
    Number.isFinite(entry.value) ? entry : { ...entry, value: clampToFinite(entry.value) },
  );
}

function countValue(
  suffix: string,
  value: number,
  interval: number,
  { countAs }: EncodingOptions,
): SeriesValue {
  if (countAs === 'rate') return { suffix, type: 'rate', value: value / interval };
  return { suffix, type: 'count', value };
}

function histogramValues(point: PointOf<'histogram'>, encoding: EncodingOptions): SeriesValue[] {
  const { state } = point;
  const options = histogramChoice(point, encoding);
  const fractions = histogramFractions(options);
  const ranked = percentiles(state, fractions);
  const values = options.aggregates
    .filter((aggregate) => aggregate !== 'median')
    .map((aggregate) => aggregateValue(aggregate, state, point.interval, encoding));
  fractions.forEach((fraction, index) => {
    const isMedian = index === 0 && options.aggregates.includes('median');
    const suffix = isMedian ? '.median' : `.${percentileSuffix(fraction)}`;
    values.push({ suffix, type: 'gauge', value: ranked[index] ?? Number.NaN });
  });
  return values;
}

/** The fractions to look up; the median, when asked for, is the first. */
function histogramFractions(options: HistogramOptions): number[] {
  return options.aggregates.includes('median')
    ? [0.5, ...options.percentiles]
    : [...options.percentiles];
}

function aggregateValue(
  aggregate: Exclude<HistogramAggregate, 'median'>,
  state: HistogramState,
  interval: number,
  encoding: EncodingOptions,
): SeriesValue {
  if (aggregate === 'count') return countValue('.count', state.count, interval, encoding);
  const value = aggregate === 'avg' ? state.sum / state.count : state[aggregate];
  return { suffix: `.${aggregate}`, type: 'gauge', value };
}

/** How many series a point becomes. */
export function seriesCount(point: MetricPoint, encoding: EncodingOptions): number {
  if (point.type !== 'histogram') return 1;
  const { aggregates, percentiles: fractions } = histogramChoice(point, encoding);
  return aggregates.length + fractions.length;
}

function histogramChoice(point: MetricPoint, encoding: EncodingOptions): HistogramOptions {
  return encoding.histogramByMetric?.[point.context.name] ?? encoding.histogram;
}

/** Suffixes that a histogram may append, longest first: names leave room for them. */
export function histogramSuffixes(options: HistogramOptions): string[] {
  return [
    ...options.aggregates.map((aggregate) => `.${aggregate}`),
    ...options.percentiles.map((fraction) => `.${percentileSuffix(fraction)}`),
  ].sort((a, b) => b.length - a.length);
}
