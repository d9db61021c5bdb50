import type { DecodedSeries, SeriesType } from './decoded-series.js';
import {
  arrayAt,
  intervalAt,
  type JsonObject,
  objectAt,
  optionalStringAt,
  seriesOf,
  stringAt,
  tagsAt,
  wrong,
} from './fields.js';

/** Index is the number on the wire. */
const types: readonly SeriesType[] = ['unspecified', 'count', 'rate', 'gauge'];

/** Reads the body of `POST /api/v2/series`. */
export function decodeSeriesV2(body: unknown): DecodedSeries[] {
  return seriesOf(body).map((entry, index) => decodeEntry(entry, `series[${index}]`));
}

function decodeEntry(entry: unknown, where: string): DecodedSeries {
  const fields = objectAt(entry, where);
  const resources = decodeResources(fields, where);
  const sentTags = tagsAt(fields.tags, `${where}.tags`);
  return {
    metric: stringAt(fields.metric, `${where}.metric`),
    type: decodeType(fields.type, `${where}.type`),
    host: resources.host,
    tags: resources.tags.length === 0 ? sentTags : [...sentTags, ...resources.tags],
    interval: intervalAt(fields.interval, `${where}.interval`),
    resources: resources.count,
    ...decodePoints(arrayAt(fields.points, `${where}.points`), where),
  };
}

function decodeType(value: unknown, where: string): SeriesType {
  if (value === undefined || value === null) return 'unspecified';
  const type = typeof value === 'number' ? types[value] : undefined;
  if (type === undefined) throw wrong(where, '0, 1 (count), 2 (rate) or 3 (gauge)', value);
  return type;
}

/** The first resource of type `host` is the host; others count as tags, as they do in Datadog. */
function decodeResources(
  fields: JsonObject,
  where: string,
): { host: string; tags: string[]; count: number } {
  const decoded = { host: '', tags: [] as string[], count: 0 };
  const resources = fields.resources;
  if (resources === undefined || resources === null) return decoded;
  for (const [index, entry] of arrayAt(resources, `${where}.resources`).entries()) {
    const place = `${where}.resources[${index}]`;
    const resource = objectAt(entry, place);
    const type = optionalStringAt(resource.type, `${place}.type`);
    const name = optionalStringAt(resource.name, `${place}.name`);
    decoded.count++;
    if (type !== 'host') decoded.tags.push(`${type}:${name}`);
    else if (decoded.host === '') decoded.host = name;
  }
  return decoded;
}

function decodePoints(
  points: readonly unknown[],
  where: string,
): Pick<DecodedSeries, 'timestamps' | 'values'> {
  const timestamps: number[] = [];
  const values: number[] = [];
  for (const [index, point] of points.entries()) {
    const { timestamp, value } = objectAt(point, `${where}.points[${index}]`);
    if (typeof timestamp !== 'number' || !Number.isInteger(timestamp)) {
      throw wrong(`${where}.points[${index}].timestamp`, 'whole unix seconds', timestamp);
    }
    if (typeof value !== 'number' && value !== null) {
      throw wrong(`${where}.points[${index}].value`, 'a number', value);
    }
    timestamps.push(timestamp);
    values.push(value ?? Number.NaN);
  }
  return { timestamps, values };
}
