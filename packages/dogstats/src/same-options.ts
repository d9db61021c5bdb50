import { isDeepStrictEqual } from 'node:util';
import type { DogStatsOptions } from './options.js';

/** Whether options say the same: objects with a behaviour are the same only if they are one. */
export function areSameOptions(first: DogStatsOptions, second: DogStatsOptions): boolean {
  const names = new Set([...Object.keys(first), ...Object.keys(second)]);
  return [...names].every((name) => {
    const key = name as keyof DogStatsOptions;
    return areSame(first[key], second[key]);
  });
}

function areSame(first: unknown, second: unknown): boolean {
  if (Object.is(first, second)) return true;
  if (Array.isArray(first) && Array.isArray(second) && first.length === second.length) {
    return first.every((item, index) => areSame(item, second[index]));
  }
  return isPlainData(first) && isPlainData(second) && isDeepStrictEqual(first, second);
}

function isPlainData(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
