/** What would begin something else in a message. */
const reserved = /[|,\n\r@#]/;
const reservedByTelegraf = /[|,\n\r]/;
const allReserved = /[|,\n\r@#]/g;
const allReservedByTelegraf = /[|,\n\r]/g;
const unusualInKey = /^$|[:|,\n\r@#]/;

/** Tags of a client or a call as the texts that are sent; what is neither a list nor an object is none. */
export function formatTags(tags: unknown, telegraf: boolean): string[] {
  if (Array.isArray(tags)) return tags.map((tag) => cleanTag(String(tag), telegraf));
  if (typeof tags !== 'object' || tags === null) return [];
  return Object.entries(tags).map(
    ([key, value]) =>
      `${clean(key, telegraf).replaceAll(':', '_')}:${clean(String(value), telegraf)}`,
  );
}

/** The tags around, without those whose keys are given anew, and then the given ones, keyed ones first. */
export function overrideTags(
  around: readonly string[],
  tags: unknown,
  telegraf: boolean,
): readonly string[] {
  const usual = usualTags(around, tags, telegraf);
  if (usual !== undefined) return usual;
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

/** The same for an object whose keys need no cleaning, as nearly all are. */
function usualTags(
  around: readonly string[],
  tags: unknown,
  telegraf: boolean,
): readonly string[] | undefined {
  if (typeof tags !== 'object' || tags === null || Array.isArray(tags)) return undefined;
  const all: string[] = [];
  for (const tag of around) if (!Object.hasOwn(tags, keyOf(tag) ?? '')) all.push(tag);
  for (const key of Object.keys(tags)) {
    if (unusualInKey.test(key)) return undefined;
    all.push(`${key}:${clean(String((tags as Record<string, unknown>)[key]), telegraf)}`);
  }
  return all;
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
function cleanTag(tag: string, telegraf: boolean): string {
  const text = clean(tag, telegraf);
  return text.startsWith(':') ? text.replaceAll(':', '_') : text;
}

function clean(text: string, telegraf: boolean): string {
  const pattern = telegraf ? reservedByTelegraf : reserved;
  if (!pattern.test(text)) return text;
  return text.replace(telegraf ? allReservedByTelegraf : allReserved, '_');
}
