/** What would begin something else in a message. */
const reserved = /[|,\n\r@#]/g;
const reservedByTelegraf = /[|,\n\r]/g;

/** Tags of a client or a call as the texts that are sent; what is neither a list nor an object is none. */
export function formatTags(tags: unknown, telegraf: boolean): string[] {
  const pattern = telegraf ? reservedByTelegraf : reserved;
  if (Array.isArray(tags)) return tags.map((tag) => cleanTag(String(tag), pattern));
  if (typeof tags !== 'object' || tags === null) return [];
  return Object.entries(tags).map(
    ([key, value]) =>
      `${key.replace(pattern, '_').replaceAll(':', '_')}:${String(value).replace(pattern, '_')}`,
  );
}

/** The tags around, without those whose keys are given anew, and then the given ones, keyed ones first. */
export function overrideTags(
  around: readonly string[],
  tags: unknown,
  telegraf: boolean,
): readonly string[] {
  const given = formatTags(tags, telegraf);
  if (given.length === 0) return around;
  const byKey = new Map<string, string[]>();
  const plain: string[] = [];
  for (const tag of given) {
    const key = keyOf(tag);
    const others = key === undefined ? plain : byKey.get(key);
    if (others !== undefined) others.push(tag);
    else byKey.set(key as string, [tag]);
  }
  const kept = around.filter((tag) => !byKey.has(keyOf(tag) ?? ''));
  return [...kept, ...[...byKey.values()].flat(), ...plain];
}

/** Tags in any form, and more of them; they are cleaned once they are sent. */
export function joinTags(tags: unknown, added: readonly string[]): string[] {
  return [...formatTags(tags, true), ...added];
}

function keyOf(tag: string): string | undefined {
  const end = tag.indexOf(':');
  return end > 0 ? tag.slice(0, end) : undefined;
}

/** A tag that begins with a colon would have no key. */
function cleanTag(tag: string, pattern: RegExp): string {
  const clean = tag.replace(pattern, '_');
  return clean.startsWith(':') ? clean.replaceAll(':', '_') : clean;
}
