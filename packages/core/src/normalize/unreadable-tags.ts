/** What a call gave in the place of its tags, or as one of them, that is none. */
export interface UnreadableTag {
  /** With its article: `a Date`. */
  readonly what: string;
  /** Key or index of the tag that is left out; `undefined` when there are no tags at all. */
  readonly key: string | undefined;
}

/** The first thing among the tags of a call that can't be read; `undefined` when all of it can. */
export function unreadableTag(tags: unknown): UnreadableTag | undefined {
  if (tags === undefined || typeof tags === 'string') return undefined;
  if (typeof tags !== 'object' || tags === null || isCollection(tags)) {
    return { what: describe(tags), key: undefined };
  }
  if (Array.isArray(tags)) {
    const index = tags.findIndex(isUnreadable);
    return index < 0 ? undefined : { what: describe(tags[index]), key: String(index) };
  }
  for (const key in tags) {
    const value = (tags as Record<string, unknown>)[key];
    if (isUnreadable(value)) return { what: describe(value), key };
  }
  return undefined;
}

/** An object whose contents are no properties. */
function isCollection(tags: object): boolean {
  return tags instanceof Date || tags instanceof Map || tags instanceof Set;
}

/** `null` and `undefined` leave a tag out on purpose. */
function isUnreadable(value: unknown): boolean {
  return value != null && !['string', 'number', 'boolean'].includes(typeof value);
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  for (const type of [Date, Map, Set]) if (value instanceof type) return `a ${type.name}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
