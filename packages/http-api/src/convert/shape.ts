import type { Json } from '../api.js';
import { wrongArgument } from '../errors.js';

/** One row of a table: what a field was called, what it is called today, and what becomes of its value. */
export interface Field {
  readonly was: string;
  readonly is: string;
  /** Unchanged by default; `undefined` when a value says nothing. */
  readonly to?: ((value: unknown, where: string, old: Json) => unknown) | undefined;
  /** The way back; unchanged by default. */
  readonly from?: ((value: unknown) => unknown) | undefined;
}

/** A table: all that an object of dogapi's time may hold. */
export interface Shape {
  readonly fields: readonly Field[];
  /** Fields that never had an effect here, and with which values that is so. */
  readonly idle?: Readonly<Record<string, (value: unknown) => boolean>> | undefined;
}

/** Fields that kept their names and values. */
export function same(...names: readonly string[]): Field[] {
  return names.map((name) => ({ was: name, is: name }));
}

/** A field that has another name. */
export function renamed(was: string, is: string, to?: Field['to'], from?: Field['from']): Field {
  return { was, is, to, from };
}

/** A field whose object has a table of its own. */
export function nested(was: string, is: string, shape: Shape): Field {
  return renamed(
    was,
    is,
    (value, where) => convert(shape, objectAt(value, where), where),
    (value) => (isJson(value) ? revert(shape, value) : value),
  );
}

/** A field whose list has entries with a table of their own. */
export function listOf(was: string, is: string, shape: Shape): Field {
  return renamed(
    was,
    is,
    (value, where) =>
      arrayAt(value, where).map((entry, index) => {
        const at = `${where}[${index}]`;
        return convert(shape, objectAt(entry, at), at);
      }),
    (value) =>
      Array.isArray(value) && value.every(isJson)
        ? value.map((entry) => revert(shape, entry))
        : value,
  );
}

/**
 * Writes an object of dogapi's time as Datadog takes it today. Names of today are let through.
 *
 * @throws {DogStatsError} `ERR_OPTIONS` for a field or a value that is in no table: nothing is lost
 *   in silence.
 */
export function convert(shape: Shape, old: Json, where: string): Record<string, unknown> {
  const today: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(old)) {
    if (value === undefined || value === null) continue;
    const at = where === '' ? name : `${where}.${name}`;
    const field = shape.fields.find(({ was }) => was === name);
    if (field !== undefined) {
      const converted = field.to === undefined ? value : field.to(value, at, old);
      if (converted !== undefined) today[field.is] = converted;
    } else if (shape.idle?.[name]?.(value) !== true) {
      if (shape.fields.every(({ is }) => is !== name)) throw unknownIn(at, value, shape, name);
      today[name] = value;
    }
  }
  return today;
}

/** The way back; what dogapi's time had no name for keeps today's. */
export function revert(shape: Shape, today: Json): Record<string, unknown> {
  const old: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(today)) {
    if (value === undefined || value === null) continue;
    const field = shape.fields.find(({ is }) => is === name);
    if (field === undefined) old[name] = value;
    else old[field.was] = field.from === undefined ? value : field.from(value);
  }
  return old;
}

/** @throws {DogStatsError} `ERR_OPTIONS` when it is none of them. */
export function oneOf(known: readonly string[]): (value: unknown, where: string) => string {
  return (value, where) => {
    if (typeof value === 'string' && known.includes(value)) return value;
    throw unconvertible(where, value, `one of ${known.join(', ')}`);
  };
}

export function objectAt(value: unknown, where: string): Json {
  if (isJson(value)) return value;
  throw unconvertible(where, value, 'an object');
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function arrayAt(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw unconvertible(where, value, 'a list');
}

/** For a value that has no counterpart. */
export function unconvertible(where: string, value: unknown, wanted: string): Error {
  return wrongArgument(`${where} is ${shown(value)}, which can't be converted: ${wanted} is`);
}

function unknownIn(at: string, value: unknown, shape: Shape, name: string): Error {
  if (shape.idle?.[name] !== undefined) {
    return wrongArgument(`${at} is ${shown(value)}, which has no counterpart today: leave it out`);
  }
  const known = [...new Set(shape.fields.map(({ was }) => was))].join(', ');
  return wrongArgument(`${at} is in no table of conversion (docs/http-api.md): known are ${known}`);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Whatever the value is. */
export const anything = (): boolean => true;
/** Whether it says nothing. */
export const isEmpty = (value: unknown): boolean =>
  value === '' ||
  value === false ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
