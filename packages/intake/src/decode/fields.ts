import { Refusal } from '../http/refusal.js';
import type { DecodedSeries } from './decoded-series.js';

/** An object of a payload: any field may be missing, or be anything. */
export interface JsonObject {
  readonly series?: unknown;
  readonly metric?: unknown;
  readonly type?: unknown;
  readonly host?: unknown;
  readonly device?: unknown;
  readonly tags?: unknown;
  readonly interval?: unknown;
  readonly points?: unknown;
  readonly resources?: unknown;
  readonly name?: unknown;
  readonly timestamp?: unknown;
  readonly value?: unknown;
}

/** A 400 that says where something is not what it must be, seen from the series it is in. */
export function wrong(where: string, must: string, got: unknown): Refusal {
  return new Refusal(400, `${where} must be ${must}, got ${describe(got)}`);
}

/** Reads one entry of a body's `series`. */
export type EntryDecoder = (entry: JsonObject) => DecodedSeries;

/** Reads each entry of the body's `series`. */
export function decodeEach(body: unknown, decodeEntry: EntryDecoder): DecodedSeries[] {
  const decoded: DecodedSeries[] = [];
  decodeOnto(decoded, arrayAt(objectAt(body, 'the body').series, 'series'), decodeEntry);
  return decoded;
}

/**
 * Adds each of the entries that come next in a body's `series`.
 *
 * Places are put together only when something is wrong, not for each field of a good payload.
 */
export function decodeOnto(
  decoded: DecodedSeries[],
  entries: readonly unknown[],
  decodeEntry: EntryDecoder,
): void {
  for (const entry of entries) decoded.push(decodedAt(decoded.length, entry, decodeEntry));
}

function decodedAt(index: number, entry: unknown, decodeEntry: EntryDecoder): DecodedSeries {
  if (!isObject(entry)) throw wrong(`series[${index}]`, 'an object', entry);
  try {
    return decodeEntry(entry);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(error.status, `series[${index}].${error.message}`);
  }
}

export function objectAt(value: unknown, where: string): JsonObject {
  if (isObject(value)) return value;
  throw wrong(where, 'an object', value);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function arrayAt(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw wrong(where, 'an array', value);
}

export function stringAt(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  throw wrong(where, 'a string', value);
}

/** A string that may be left out or null: then ''. */
export function optionalStringAt(value: unknown, where: string): string {
  return value === undefined || value === null ? '' : stringAt(value, where);
}

/** A whole number of seconds that may be left out or null: then 0. */
export function intervalAt(value: unknown, where: string): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw wrong(where, 'a whole number of seconds', value);
}

const noTags: readonly string[] = [];

/** Tags, which may be left out or null: then none. */
export function tagsAt(value: unknown, where: string): readonly string[] {
  if (value === undefined || value === null) return noTags;
  const tags = arrayAt(value, where);
  for (let index = 0; index < tags.length; index++) {
    if (typeof tags[index] !== 'string') throw wrong(`${where}[${index}]`, 'a string', tags[index]);
  }
  return tags as readonly string[];
}

/** A time that may be left out, null or 0: then `now`. Fractions of seconds are cut off. */
export function optionalTimeAt(value: unknown, where: string, now: number): number {
  if (value === undefined || value === null || value === 0) return now;
  if (typeof value === 'number') return Math.floor(value);
  throw wrong(where, 'unix seconds', value);
}

/** One of a few texts; left out or null: the default, if there is one. */
export function oneOfAt<T extends string>(
  known: readonly T[],
  value: unknown,
  where: string,
  otherwise?: T,
): T {
  if (otherwise !== undefined && (value === undefined || value === null)) return otherwise;
  const found = known.find((one) => one === value);
  if (found === undefined) throw wrong(where, `one of "${known.join('", "')}"`, value);
  return found;
}

/** A text that is limited in UTF-16 units. */
export function atMost(units: number, text: string, where: string): string {
  if (text.length <= units) return text;
  throw new Refusal(400, `${where} may have ${units} characters, got ${text.length}`);
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return `${typeof value} ${text.length > 40 ? `${text.slice(0, 40)}…` : text}`;
}
