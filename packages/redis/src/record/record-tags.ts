/** What happens to a tag without a value, for which records have no form. */
export type BareTags = 'drop' | 'empty';

/** Tags as a record has them, and what of them it could not take. */
export interface RecordTags {
  readonly tags: Readonly<Record<string, string>>;
  readonly dropped: readonly string[];
}

/**
 * Normalised tags as an object of strings. Values of one key are joined with a comma; a host that
 * has no `host` tag yet becomes one.
 */
export function recordTags(tags: readonly string[], host: string, bareTags: BareTags): RecordTags {
  const record: Record<string, string> = Object.create(null);
  const dropped: string[] = [];
  for (const tag of tags) {
    const colon = tag.indexOf(':');
    if (colon < 0 && bareTags === 'drop') {
      dropped.push(tag);
      continue;
    }
    const key = colon < 0 ? tag : tag.slice(0, colon);
    const value = colon < 0 ? '' : tag.slice(colon + 1);
    record[key] = key in record ? `${record[key]},${value}` : value;
  }
  if (host !== '' && !('host' in record)) record['host'] = host;
  return { tags: record, dropped };
}
