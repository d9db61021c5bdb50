import type { DecodedSeries } from './decoded-series.js';
import {
  arrayAt,
  decodeEach,
  type JsonObject,
  optionalStringAt,
  stringAt,
  wrong,
} from './fields.js';
import { pairAt, secondsAt, tagsWithDevice } from './series-v1.js';

/** Reads the body of `POST /api/v1/distribution_points`. */
export function decodeDistributionPoints(body: unknown): DecodedSeries[] {
  return decodeEach(body, decodeDistributionEntry);
}

/** Points are `[seconds, [sample, …]]`; each sample becomes an entry of its own. */
export function decodeDistributionEntry(entry: JsonObject): DecodedSeries {
  const points = arrayAt(entry.points, 'points');
  const timestamps: number[] = [];
  const values: number[] = [];
  for (let index = 0; index < points.length; index++) {
    const [timestamp, samples] = pairAt(points[index], index);
    const seconds = secondsAt(timestamp, index);
    if (!Array.isArray(samples)) throw wrong(`points[${index}][1]`, 'an array', samples);
    for (let at = 0; at < samples.length; at++) {
      const sample: unknown = samples[at];
      if (typeof sample !== 'number') throw wrong(`points[${index}][1][${at}]`, 'a number', sample);
      timestamps.push(seconds);
      values.push(sample);
    }
  }
  checkType(entry.type);
  return {
    metric: stringAt(entry.metric, 'metric'),
    type: 'distribution',
    host: optionalStringAt(entry.host, 'host'),
    tags: tagsWithDevice(entry),
    interval: 0,
    resources: 0,
    timestamps,
    values,
  };
}

function checkType(value: unknown): void {
  const type = optionalStringAt(value, 'type');
  if (type !== '' && type !== 'distribution') throw wrong('type', '"distribution"', type);
}
