import type { DecodedSeries, SeriesType } from './decoded-series.js';
import {
  arrayAt,
  decodeEach,
  intervalAt,
  type JsonObject,
  optionalStringAt,
  stringAt,
  tagsAt,
  wrong,
} from './fields.js';

const types: ReadonlyMap<string, SeriesType> = new Map<string, SeriesType>([
  ['', 'unspecified'],
  ['count', 'count'],
  ['rate', 'rate'],
  ['gauge', 'gauge'],
]);

/** Reads the body of `POST /api/v1/series`. */
export function decodeSeriesV1(body: unknown): DecodedSeries[] {
  return decodeEach(body, decodeEntryV1);
}

/** Points are `[seconds, value]`; the store keeps whole seconds, so fractions are cut off. */
export function decodeEntryV1(entry: JsonObject): DecodedSeries {
  const points = arrayAt(entry.points, 'points');
  const timestamps = new Array<number>(points.length);
  const values = new Array<number>(points.length);
  for (let index = 0; index < points.length; index++) {
    const [timestamp, value] = pairAt(points[index], index);
    timestamps[index] = secondsAt(timestamp, index);
    if (typeof value !== 'number' && value !== null) {
      throw wrong(`points[${index}][1]`, 'a number', value);
    }
    values[index] = value ?? Number.NaN;
  }
  return {
    metric: stringAt(entry.metric, 'metric'),
    type: decodeType(entry.type),
    host: optionalStringAt(entry.host, 'host'),
    tags: tagsWithDevice(entry),
    interval: intervalAt(entry.interval, 'interval'),
    resources: 0,
    timestamps,
    values,
  };
}

function decodeType(value: unknown): SeriesType {
  const type = types.get(optionalStringAt(value, 'type'));
  if (type === undefined) throw wrong('type', '"count", "rate" or "gauge"', value);
  return type;
}

/** One point of the v1 formats. */
export function pairAt(point: unknown, index: number): readonly unknown[] {
  if (Array.isArray(point) && point.length === 2) return point;
  throw wrong(`points[${index}]`, 'a pair of time and value', point);
}

/** The time of one point of the v1 formats. */
export function secondsAt(timestamp: unknown, index: number): number {
  if (typeof timestamp === 'number') return Math.floor(timestamp);
  throw wrong(`points[${index}][0]`, 'unix seconds', timestamp);
}

/** The v1 formats have a field for the device, which is a tag. */
export function tagsWithDevice(entry: JsonObject): readonly string[] {
  const tags = tagsAt(entry.tags, 'tags');
  const device = optionalStringAt(entry.device, 'device');
  return device === '' ? tags : [...tags, `device:${device}`];
}
