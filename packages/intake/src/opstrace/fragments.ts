import { arrayAt, type JsonObject, objectAt, optionalStringAt, wrong } from '../decode/fields.js';

/** One series as the Agent's v1 route has it. */
export interface Fragment {
  readonly metric: string;
  readonly host: string;
  readonly device: string;
  /** As sent. */
  readonly type: string;
  readonly sourceTypeName: string;
  readonly interval: number;
  readonly tags: readonly string[];
  /** Unix seconds, one for each entry of `values`. */
  readonly timestamps: readonly number[];
  readonly values: readonly number[];
  /** Points that could not be taken. */
  readonly bad: number;
}

interface FragmentBody extends JsonObject {
  readonly source_type_name?: unknown;
}

/**
 * Reads a document of `POST /api/v1/series` by the types of Opstrace's decoder.
 *
 * @param strict as there: a fractional time is wrong, and a value of null is 0; else such a time is cut
 *   off, and such a point is bad
 * @throws {Refusal} where the document is wrong
 */
export function readFragments(body: unknown, strict: boolean): Fragment[] {
  if (body === null) return [];
  const { series } = objectAt(body, 'the document');
  if (series === undefined || series === null) return [];
  return arrayAt(series, 'series').map((entry, index) => {
    const at = `series[${index}]`;
    return readFragment(objectAt(entry ?? {}, at), at, strict);
  });
}

function readFragment(sent: FragmentBody, at: string, strict: boolean): Fragment {
  const points = sent.points ?? [];
  return {
    metric: optionalStringAt(sent.metric, `${at}.metric`),
    host: optionalStringAt(sent.host, `${at}.host`),
    device: optionalStringAt(sent.device, `${at}.device`),
    type: optionalStringAt(sent.type, `${at}.type`),
    sourceTypeName: optionalStringAt(sent.source_type_name, `${at}.source_type_name`),
    interval: wholeAt(sent.interval, `${at}.interval`),
    tags: tagsAt(sent.tags, `${at}.tags`),
    ...readPoints(arrayAt(points, `${at}.points`), `${at}.points`, strict),
  };
}

function readPoints(
  points: readonly unknown[],
  at: string,
  strict: boolean,
): Pick<Fragment, 'timestamps' | 'values' | 'bad'> {
  const timestamps: number[] = [];
  const values: number[] = [];
  points.forEach((point, index) => {
    const where = `${at}[${index}]`;
    if (!Array.isArray(point) || point.length !== 2) throw wrong(where, 'a pair', point);
    const [sentTime, sentValue] = point as [unknown, unknown];
    const time = strict ? wholeAt(sentTime, `${where}[0]`) : numberAt(sentTime, `${where}[0]`);
    const value = numberAt(sentValue, `${where}[1]`) ?? (strict ? 0 : undefined);
    if (time === undefined || value === undefined) return;
    timestamps.push(Math.floor(time));
    values.push(value);
  });
  return { timestamps, values, bad: points.length - values.length };
}

function numberAt(value: unknown, where: string): number | undefined {
  if (value === null) return undefined;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw wrong(where, 'a number', value);
}

/** Left out or null is 0. */
export function wholeAt(value: unknown, where: string): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw wrong(where, 'a whole number', value);
}

/** A tag of null is an empty one. */
export function tagsAt(value: unknown, where: string): string[] {
  if (value === undefined || value === null) return [];
  return arrayAt(value, where).map((tag, index) => optionalStringAt(tag, `${where}[${index}]`));
}
