import type { Context } from '../../store/context.js';

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
    for (const groups of combinations(keys.map((key) => tagsOfKey(context, key)))) {
      const id = groups.join('\u0000');
      const group = found.get(id);
      if (group !== undefined) group.contexts.push(context);
      else if (found.size < maxGroups) found.set(id, { groups, contexts: [context] });
    }
  }
  return [...found.values()].sort((a, b) => (a.groups.join() < b.groups.join() ? -1 : 1));
}

function tagsOfKey({ tags, host }: Context, key: string): string[] {
  const found = tags.filter((tag) => tag.startsWith(key) && tag[key.length] === ':');
  if (found.length === 0 && key === 'host' && host !== '') return [`host:${host}`];
  return found.length === 0 ? [`${key}:N/A`] : found;
}

function combinations(choices: readonly (readonly string[])[]): string[][] {
  let all: string[][] = [[]];
  for (const choice of choices) {
    all = all.flatMap((start) => choice.map((tag) => [...start, tag]));
  }
  return all;
}
