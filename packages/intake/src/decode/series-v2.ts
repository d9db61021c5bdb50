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
export const seriesTypes: readonly SeriesType[] = ['unspecified', 'count', 'rate', 'gauge'];

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
  const resources = decodeResources(entry.resources);
  return {
    metric: stringAt(entry.metric, 'metric'),
    type: decodeType(entry.type),
    ...hostAndTags(tagsAt(entry.tags, 'tags'), resources),
    interval: intervalAt(entry.interval, 'interval'),
    resources: resources.length,
    timestamps,
    values,
  };
}

function decodeType(value: unknown): SeriesType {
  if (value === undefined || value === null) return 'unspecified';
  const type = typeof value === 'number' ? seriesTypes[value] : undefined;
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

interface Resource {
  readonly type: string;
  readonly name: string;
}

const noResources: readonly Resource[] = [];

function decodeResources(value: unknown): readonly Resource[] {
  if (value === undefined || value === null) return noResources;
  return arrayAt(value, 'resources').map((entry, index) => {
    const { type, name } = objectAt(entry, `resources[${index}]`);
    return {
      type: optionalStringAt(type, `resources[${index}].type`),
      name: optionalStringAt(name, `resources[${index}].name`),
    };
  });
}

/** The first resource of type `host` is the host; others count as tags, as they do in Datadog. */
export function hostAndTags(
  sentTags: readonly string[],
  resources: readonly Resource[],
): Pick<DecodedSeries, 'host' | 'tags'> {
  const [only] = resources;
  if (only === undefined) return { host: '', tags: sentTags };
  if (resources.length === 1 && only.type === 'host') return { host: only.name, tags: sentTags };
  const host = resources.find(({ type }) => type === 'host')?.name ?? '';
  const others = resources.filter(({ type }) => type !== 'host');
  return { host, tags: [...sentTags, ...others.map(({ type, name }) => `${type}:${name}`)] };
}
