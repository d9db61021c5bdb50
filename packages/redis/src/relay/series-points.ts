import { clampToFinite, type MetricPoint, type MetricType } from '@dogstats/core';
import { type HistogramChoice, histogramSeries } from '../aggregate/histogram-aggregates.js';
import { bucketSeconds, type SetMember } from '../record/raw-record.js';
import type { BucketState } from './bucket-state.js';
import type { Series } from './read-record.js';
import type { SpreadState } from './spread-state.js';

export interface PointOptions {
  /** Host of every series; `''` for none. */
  readonly host: string;
  readonly histogram: HistogramChoice;
}

/** The types that points are sent as. */
type SentType = Extract<MetricType, 'count' | 'gauge' | 'rate'>;

/**
 * What a bucket of a series sends, as a Chouette agent would: rates as sum per second, sets as the
 * count of their members, histograms as their aggregates. Each point counts as one call, so that a
 * report tells whether all were accepted.
 */
export function pointsOf(
  series: Series,
  state: BucketState,
  bucketStart: number,
  { host, histogram }: PointOptions,
): MetricPoint[] {
  const point = (type: SentType, value: number, suffix = ''): MetricPoint => {
    const context = { type, name: series.name + suffix, host, tags: series.tags };
    const at = { context, bucketStart, interval: bucketSeconds, samples: 1 };
    return type === 'count'
      ? { ...at, type, state: { sum: value } }
      : { ...at, type, state: { value: clampToFinite(value) } };
  };
  switch (series.type) {
    case 'count':
      return [point('count', (state as { sum: number }).sum)];
    case 'rate':
      return [point('rate', (state as { sum: number }).sum / bucketSeconds)];
    case 'gauge':
      return [point('gauge', (state as { value: number }).value)];
    case 'set':
      return [point('count', (state as { members: SetMember[] }).members.length)];
    case 'histogram': {
      const { values, ...rest } = state as SpreadState;
      const sorted = values
        .map(([value, weight]) => ({
          value: Math.min(Math.max(value, rest.min), rest.max),
          weight,
        }))
        .sort((a, b) => a.value - b.value);
      return histogramSeries({ ...rest, values: sorted }, histogram, bucketSeconds).map(
        ({ suffix, type, value }) => point(type, value, suffix),
      );
    }
  }
}
