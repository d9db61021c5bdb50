import { Refusal } from '../http/refusal.js';

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

/** A 400 that says where in the body something is not what it must be. */
export function wrong(where: string, must: string, got: unknown): Refusal {
  return new Refusal(400, `${where} must be ${must}, got ${describe(got)}`);
}

/** The entries of the body's `series`. */
export function seriesOf(body: unknown): readonly unknown[] {
  const { series } = objectAt(body, 'the body');
  if (!Array.isArray(series)) throw wrong('series', 'an array', series);
  return series;
}

export function objectAt(value: unknown, where: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as JsonObject;
  }
  throw wrong(where, 'an object', value);
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

/** Tags, which may be left out or null: then none. */
export function tagsAt(value: unknown, where: string): readonly string[] {
  if (value === undefined || value === null) return [];
  const tags = arrayAt(value, where);
  for (const [index, tag] of tags.entries()) {
    if (typeof tag !== 'string') throw wrong(`${where}[${index}]`, 'a string', tag);
  }
  return tags as readonly string[];
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return `${typeof value} ${text.length > 40 ? `${text.slice(0, 40)}…` : text}`;
}
