import type { DecodedSeries, SeriesType } from './decoded-series.js';
import {
  arrayAt,
  intervalAt,
  objectAt,
  optionalStringAt,
  seriesOf,
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
  return seriesOf(body).map((entry, index) => decodeEntry(entry, `series[${index}]`));
}

function decodeEntry(entry: unknown, where: string): DecodedSeries {
  const fields = objectAt(entry, where);
  const device = optionalStringAt(fields.device, `${where}.device`);
  const tags = tagsAt(fields.tags, `${where}.tags`);
  return {
    metric: stringAt(fields.metric, `${where}.metric`),
    type: decodeType(fields.type, `${where}.type`),
    host: optionalStringAt(fields.host, `${where}.host`),
    tags: device === '' ? tags : [...tags, `device:${device}`],
    interval: intervalAt(fields.interval, `${where}.interval`),
    resources: 0,
    ...decodePoints(arrayAt(fields.points, `${where}.points`), where),
  };
}

function decodeType(value: unknown, where: string): SeriesType {
  const type = types.get(optionalStringAt(value, where));
  if (type === undefined) throw wrong(where, '"count", "rate" or "gauge"', value);
  return type;
}

/** Points are `[seconds, value]`; the store keeps whole seconds, so fractions are cut off. */
function decodePoints(
  points: readonly unknown[],
  where: string,
): Pick<DecodedSeries, 'timestamps' | 'values'> {
  const timestamps: number[] = [];
  const values: number[] = [];
  for (const [index, point] of points.entries()) {
    const [timestamp, value] = pairAt(point, `${where}.points[${index}]`);
    if (typeof timestamp !== 'number') {
      throw wrong(`${where}.points[${index}][0]`, 'unix seconds', timestamp);
    }
    if (typeof value !== 'number' && value !== null) {
      throw wrong(`${where}.points[${index}][1]`, 'a number', value);
    }
    timestamps.push(Math.floor(timestamp));
    values.push(value ?? Number.NaN);
  }
  return { timestamps, values };
}

/** One point of the v1 formats. */
export function pairAt(point: unknown, where: string): readonly [unknown, unknown] {
  if (Array.isArray(point) && point.length === 2) return [point[0], point[1]];
  throw wrong(where, 'a pair of time and value', point);
}
