import type { SeriesType } from '../decode/decoded-series.js';
import type { Sketch } from '../sketch/sketch.js';
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
  /** Of a distribution: what came as sketches, which counts in `points` as well. */
  sketches?: { timestamp: number; sketch: Sketch }[];
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
    if (context.sketches !== undefined) {
      stored.sketches = context.sketches
        .from(0)
        .map(([timestamp, sketch]) => ({ timestamp, sketch }));
    }
    stored.points = countsOf(stored.samples, stored.sketches ?? []);
    return stored;
  }
  for (let index = 0; index < context.points.length; index++) {
    const { points } = context;
    stored.points.push({ timestamp: points.timestampAt(index), value: points.valueAt(index) });
  }
  return stored;
}

/** Samples of each second, whichever way they came. */
function countsOf(
  samples: readonly { timestamp: number; values: number[] }[],
  sketches: readonly { timestamp: number; sketch: Sketch }[],
): { timestamp: number; value: number }[] {
  const counts = new Map<number, number>();
  for (const { timestamp, values } of samples) counts.set(timestamp, values.length);
  for (const { timestamp, sketch } of sketches) {
    counts.set(timestamp, (counts.get(timestamp) ?? 0) + sketch.count);
  }
  return [...counts].sort(([a], [b]) => a - b).map(([timestamp, value]) => ({ timestamp, value }));
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
