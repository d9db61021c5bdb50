import { isDeepStrictEqual } from 'node:util';
import { looksLikeKey } from '@dogstats/transport/site';
import type { DogStatsOptions } from './options.js';

/** One call of `start()`. */
export interface Start {
  readonly options: DogStatsOptions;
  /** File, line and column. */
  readonly where: string;
}

/**
 * Names of the options about which two starts differ. Of what has a behaviour, such as a logger, only
 * the very same object is the same; but when one line of code starts twice, as it does when a
 * development server reloads its module, it has made such objects anew.
 */
export function differingOptions(first: Start, second: Start): string[] {
  const isReload = withoutQuery(first.where) === withoutQuery(second.where);
  const names = new Set([...Object.keys(first.options), ...Object.keys(second.options)]);
  const differing = [...names].filter((name) => {
    const key = name as keyof DogStatsOptions;
    return !areSame(first.options[key], second.options[key], isReload);
  });
  // Nobody has checked them.
  return differing.map((name) =>
    looksLikeKey(name) ? 'what looks like a key' : name.slice(0, 60),
  );
}

function areSame(first: unknown, second: unknown, isReload: boolean): boolean {
  if (Object.is(first, second)) return true;
  if (Array.isArray(first) && Array.isArray(second) && first.length === second.length) {
    return first.every((item, index) => areSame(item, second[index], isReload));
  }
  if (isPlainData(first) && isPlainData(second) && isDeepStrictEqual(first, second)) return true;
  return isReload && hasBehaviour(first) && hasBehaviour(second);
}

function hasBehaviour(value: unknown): boolean {
  if (typeof value === 'function') return true;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  if (!isPlainData(value)) return true;
  return Object.values(value).some((member) => typeof member === 'function');
}

function isPlainData(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Reloaded modules tell themselves apart by a query: `/src/server.ts?t=1700000000000`. */
function withoutQuery(where: string): string {
  return where.replace(/\?[^:]*(?=:)/, '');
}
