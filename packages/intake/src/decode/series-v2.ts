import type { DecodedSeries, SeriesType } from './decoded-series.js';
import {
  arrayAt,
  decodeEach,
  intervalAt,
  isObject,
  type JsonObject,
  objectAt,
  optionalStringAt,
  stringAt,
  tagsAt,
  wrong,
} from './fields.js';

/** Index is the number on the wire. */
const types: readonly SeriesType[] = ['unspecified', 'count', 'rate', 'gauge'];

/** Reads the body of `POST /api/v2/series`. */
export function decodeSeriesV2(body: unknown): DecodedSeries[] {
  return decodeEach(body, decodeEntry);
}

function decodeEntry(entry: JsonObject): DecodedSeries {
  const points = arrayAt(entry.points, 'points');
  const timestamps = new Array<number>(points.length);
  const values = new Array<number>(points.length);
  for (let index = 0; index < points.length; index++) {
    const point = points[index];
    if (!isObject(point)) throw wrong(`points[${index}]`, 'an object', point);
    timestamps[index] = timestampAt(point.timestamp, index);
    values[index] = valueAt(point.value, index);
  }
  const sentTags = tagsAt(entry.tags, 'tags');
  const resources = decodeResources(entry.resources);
  return {
    metric: stringAt(entry.metric, 'metric'),
    type: decodeType(entry.type),
    host: resources.host,
    tags: resources.tags.length === 0 ? sentTags : [...sentTags, ...resources.tags],
    interval: intervalAt(entry.interval, 'interval'),
    resources: resources.count,
    timestamps,
    values,
  };
}

function decodeType(value: unknown): SeriesType {
  if (value === undefined || value === null) return 'unspecified';
  const type = typeof value === 'number' ? types[value] : undefined;
  if (type === undefined) throw wrong('type', '0, 1 (count), 2 (rate) or 3 (gauge)', value);
  return type;
}

function timestampAt(value: unknown, index: number): number {
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw wrong(`points[${index}].timestamp`, 'whole unix seconds', value);
}

/** null counts as NaN, which the rules drop. */
function valueAt(value: unknown, index: number): number {
  if (typeof value === 'number') return value;
  if (value === null) return Number.NaN;
  throw wrong(`points[${index}].value`, 'a number', value);
}

interface DecodedResources {
  readonly host: string;
  readonly tags: readonly string[];
  readonly count: number;
}

const noResources: DecodedResources = { host: '', tags: [], count: 0 };

/** The first resource of type `host` is the host; others count as tags, as they do in Datadog. */
function decodeResources(value: unknown): DecodedResources {
  if (value === undefined || value === null) return noResources;
  const resources = arrayAt(value, 'resources');
  const tags: string[] = [];
  let host = '';
  for (let index = 0; index < resources.length; index++) {
    const resource = objectAt(resources[index], `resources[${index}]`);
    const type = optionalStringAt(resource.type, `resources[${index}].type`);
    const name = optionalStringAt(resource.name, `resources[${index}].name`);
    if (type !== 'host') tags.push(`${type}:${name}`);
    else if (host === '') host = name;
  }
  return { host, tags, count: resources.length };
}
