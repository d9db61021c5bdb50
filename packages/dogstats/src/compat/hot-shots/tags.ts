/** What would begin something else in a message. */
const reserved = /[|,\n\r@#]/;
const reservedByTelegraf = /[|,\n\r]/;
const allReserved = /[|,\n\r@#]/g;
const allReservedByTelegraf = /[|,\n\r]/g;
const colon = 58;
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

/** The same for tags that need neither cleaning nor another order, as nearly all do. */
function usualTags(
  around: readonly string[],
  tags: unknown,
  telegraf: boolean,
): readonly string[] | undefined {
  if (typeof tags !== 'object' || tags === null) return undefined;
  return Array.isArray(tags)
    ? usualList(around, tags, telegraf)
    : usualRecord(around, tags, telegraf);
}

function usualRecord(
  around: readonly string[],
  tags: object,
  telegraf: boolean,
): readonly string[] | undefined {
  const all: string[] = [];
  for (const tag of around) if (!Object.hasOwn(tags, keyOf(tag) ?? '')) all.push(tag);
  for (const key of Object.keys(tags)) {
    if (unusualInKey.test(key)) return undefined;
    all.push(`${key}:${clean(String((tags as Record<string, unknown>)[key]), telegraf)}`);
  }
  return all;
}

/** A list in which each tag has a key, and none has that of another. */
function usualList(
  around: readonly string[],
  tags: readonly unknown[],
  telegraf: boolean,
): readonly string[] | undefined {
  const pattern = telegraf ? reservedByTelegraf : reserved;
  const given: string[] = [];
  for (const tag of tags) {
    if (typeof tag !== 'string' || pattern.test(tag)) return undefined;
    const end = tag.indexOf(':');
    if (end < 1 || given.some((other) => hasKeyOf(other, tag, end))) return undefined;
    given.push(tag);
  }
  if (around.length === 0) return given;
  const kept = around.filter(
    (tag) => !given.some((other) => hasKeyOf(tag, other, other.indexOf(':'))),
  );
  return [...kept, ...given];
}

/** Whether a tag has the key of another one, which ends there. */
function hasKeyOf(tag: string, other: string, end: number): boolean {
  return tag.charCodeAt(end) === colon && tag.startsWith(other.slice(0, end + 1));
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
