import type { SeriesType } from '../decode/decoded-series.js';
import type { Context } from './context.js';

/** A copy of what one context holds. */
export interface StoredSeries {
  metric: string;
  type: SeriesType;
  /** Empty when none was sent. */
  host: string;
  /** Sorted and unique. */
  tags: string[];
  /** Seconds that one point covers, when it was sent. */
  interval?: number;
  /** Ascending, one per second; of a distribution the value is the number of samples. */
  points: { timestamp: number; value: number }[];
  /** Of a distribution: the samples behind each point. */
  samples?: { timestamp: number; values: number[] }[];
}

export function storedSeries(context: Context): StoredSeries {
  const stored: StoredSeries = {
    metric: context.metric.name,
    type: context.type,
    host: context.host,
    tags: [...context.tags],
    points: [],
  };
  if (context.interval > 0) stored.interval = context.interval;
  if (context.metric.distribution) {
    stored.samples = samplesOf(context);
    stored.points = stored.samples.map(({ timestamp, values }) => ({
      timestamp,
      value: values.length,
    }));
    return stored;
  }
  for (let index = 0; index < context.points.length; index++) {
    const { points } = context;
    stored.points.push({ timestamp: points.timestampAt(index), value: points.valueAt(index) });
  }
  return stored;
}

function samplesOf({ points }: Context): { timestamp: number; values: number[] }[] {
  const samples: { timestamp: number; values: number[] }[] = [];
  for (let index = 0; index < points.length; index++) {
    const timestamp = points.timestampAt(index);
    const last = samples.at(-1);
    if (last?.timestamp === timestamp) last.values.push(points.valueAt(index));
    else samples.push({ timestamp, values: [points.valueAt(index)] });
  }
  return samples;
}
