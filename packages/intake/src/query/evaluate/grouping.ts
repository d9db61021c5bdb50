import type { Context } from '../../store/context.js';
import { queryTags } from './query-tags.js';

/** Contexts that make one line of a result. */
export interface Group {
  /** `key:value` for each key, in the order of the keys. */
  readonly groups: readonly string[];
  readonly contexts: Context[];
}

/** More lines than this no query has. */
export const maxGroups = 10_000;

/** A context that has several values of a key belongs to a line each; without one to `key:N/A`. */
export function groupContexts(contexts: Iterable<Context>, keys: readonly string[]): Group[] {
  const found = new Map<string, Group>();
  for (const context of contexts) {
    const tags = keys.length === 0 ? [] : queryTags(context);
    for (const groups of combinations(keys.map((key) => tagsOfKey(tags, key)))) {
      const id = groups.join('\u0000');
      const group = found.get(id);
      if (group !== undefined) group.contexts.push(context);
      else if (found.size < maxGroups) found.set(id, { groups, contexts: [context] });
    }
  }
  return [...found.values()].sort((a, b) => (a.groups.join() < b.groups.join() ? -1 : 1));
}

function tagsOfKey(tags: readonly string[], key: string): string[] {
  const found = tags.filter((tag) => tag.startsWith(`${key}:`));
  return found.length === 0 ? [`${key}:N/A`] : found;
}

/** Not more than there may be groups: a hundred tags have millions. */
function combinations(choices: readonly (readonly string[])[]): string[][] {
  let all: string[][] = [[]];
  for (const choice of choices) {
    const next: string[][] = [];
    for (const start of all) {
      for (const tag of choice) if (next.length < maxGroups) next.push([...start, tag]);
    }
    all = next;
  }
  return all;
}
