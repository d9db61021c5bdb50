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
  return decodeEach(body, decodeEntryV2);
}

export function decodeEntryV2(entry: JsonObject): DecodedSeries {
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
  const sentTags = tagsAt(entry.tags, 'tags');
  return {
    metric: stringAt(entry.metric, 'metric'),
    type: decodeType(entry.type),
    host: hostOf(resources),
    tags: tagsOf(sentTags, resources),
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

/** They are taken as they are when they are well formed: texts in both fields. */
function decodeResources(value: unknown): readonly Resource[] {
  if (value === undefined || value === null) return noResources;
  const resources = arrayAt(value, 'resources');
  for (let index = 0; index < resources.length; index++) {
    const { type, name } = objectAt(resources[index], `resources[${index}]`);
    if (typeof type === 'string' && typeof name === 'string') continue;
    return resources.map((resource, at) => decodeResource(resource, `resources[${at}]`));
  }
  return resources as readonly Resource[];
}

function decodeResource(resource: unknown, where: string): Resource {
  const { type, name } = objectAt(resource, where);
  return {
    type: optionalStringAt(type, `${where}.type`),
    name: optionalStringAt(name, `${where}.name`),
  };
}

/** The first resource of type `host` is the host. */
export function hostOf(resources: readonly Resource[]): string {
  for (const { type, name } of resources) if (type === 'host') return name;
  return '';
}

/** Resources other than hosts count as tags, as they do in Datadog. */
export function tagsOf(
  sentTags: readonly string[],
  resources: readonly Resource[],
): readonly string[] {
  let tags: string[] | undefined;
  for (const { type, name } of resources) {
    if (type === 'host') continue;
    tags ??= [...sentTags];
    tags.push(`${type}:${name}`);
  }
  return tags ?? sentTags;
}
