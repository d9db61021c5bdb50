import type { DecodedSeries } from '../decode/decoded-series.js';
import type { GeneratedSeries } from './seed.js';

const daySeconds = 86_400;

/** The series that a description stands for, one after the other. */
export function* generated(description: GeneratedSeries): Iterable<DecodedSeries> {
  const { metric, type = 'gauge', host = '', tags = [], interval } = description;
  const timestamps = timesOf(description);
  for (let series = 0; series < description.series; series++) {
    yield {
      ...{ metric, type, host, interval, resources: 0, timestamps },
      tags: [...tags, `series:${series}`],
      values: timestamps.map((timestamp) => valueAt(timestamp, series)),
    };
  }
}

function timesOf({ from, to, interval }: GeneratedSeries): number[] {
  const timestamps: number[] = [];
  const first = Math.ceil(from / interval) * interval;
  for (let timestamp = first; timestamp < to; timestamp += interval) timestamps.push(timestamp);
  return timestamps;
}

/** A whole number from 40 to 180: a wave over the day, each series with a shift and a noise of its own. */
function valueAt(timestamp: number, series: number): number {
  const phase = (timestamp / daySeconds + (series % 24) / 24) * 2 * Math.PI;
  return Math.round(100 + 50 * Math.sin(phase) + 20 * noise(timestamp, series));
}

/** From −0.5 to 1.5, by the numbers given alone. */
function noise(timestamp: number, series: number): number {
  let bits = Math.imul(timestamp ^ Math.imul(series + 1, 0x9e3779b1), 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return ((bits >>> 8) / 2 ** 24) * 2 - 0.5;
}
