import { normalizeTag, tagKey } from './tag.js';

/** One value of a tag in a record; `null` and `undefined` leave the tag out. */
export type TagValue = string | number | boolean | null | undefined;

/** Tags as a caller gives them: `['page:home', 'beta']` or `{ page: 'home', beta: true }`. */
export type Tags = readonly string[] | { readonly [key: string]: TagValue };

/** More tags than this and Datadog drops the whole series without a word. */
export const maxTags = 100;

/** The tags as written, one string each; what is no tag is left out. */
export function readTags(tags: unknown): string[] {
  if (typeof tags === 'string') return [tags];
  if (typeof tags !== 'object' || tags === null || tags instanceof Date) return [];
  const read: string[] = [];
  if (Array.isArray(tags)) {
    for (const tag of tags) if (isTagValue(tag)) read.push(String(tag));
    return read;
  }
  // Inherited keys count: the look-up walks them too, and both must see the same tags.
  for (const key in tags) {
    const value = (tags as Record<string, unknown>)[key];
    if (isTagValue(value)) read.push(`${key}:${value}`);
  }
  return read;
}

function isTagValue(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/**
 * Normalised, sorted and unique tags: those of the call, and of the global ones those whose key the
 * call does not use.
 */
export function mergeTags(call: readonly string[], global: readonly string[]): string[] {
  const merged: string[] = [];
  for (const tag of call) {
    const normal = normalizeTag(tag);
    if (normal !== '') merged.push(normal);
  }
  const own = merged.length;
  for (const tag of global) {
    const normal = normalizeTag(tag);
    if (normal !== '' && !hasKey(merged, own, tagKey(normal))) merged.push(normal);
  }
  return merged.length > 1 ? sortedUnique(merged) : merged;
}

/** Whether one of the first so many tags has a key. */
function hasKey(tags: readonly string[], length: number, key: string): boolean {
  for (let index = 0; index < length; index++) {
    const tag = tags[index] as string;
    if (tag.startsWith(key) && (tag.length === key.length || tag[key.length] === ':')) return true;
  }
  return false;
}

/** Above so many tags the built-in sort is faster than inserting each. */
const fewTags = 16;

function sortedUnique(tags: string[]): string[] {
  if (tags.length > fewTags) {
    return tags.sort().filter((tag, index) => tag !== tags[index - 1]);
  }
  let length = 0;
  for (const tag of tags) {
    let place = length;
    while (place > 0 && (tags[place - 1] as string) > tag) place--;
    if (place > 0 && tags[place - 1] === tag) continue;
    for (let index = length; index > place; index--) tags[index] = tags[index - 1] as string;
    tags[place] = tag;
    length++;
  }
  if (length < tags.length) tags.length = length;
  return tags;
}
