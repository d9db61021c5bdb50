/** NUL can be in a tag only on purpose, and Datadog would turn it into `_`. */
const separator = '\u0000';

/**
 * The identity of a context within its metric.
 *
 * Datadog folds the host into the tags, so host `h` and tag `host:h` are the same.
 *
 * @param tags sorted and unique
 */
export function contextKey(host: string, tags: readonly string[]): string {
  if (!tags.some(isHostTag)) return `${host}${separator}${tags.join(separator)}`;
  const hosts = new Set(tags.filter(isHostTag));
  if (host !== '') hosts.add(`host:${host}`);
  const [only = ''] = hosts;
  if (hosts.size > 1) return [...new Set([...tags, ...hosts])].sort().join(separator);
  return contextKey(
    only.slice('host:'.length),
    tags.filter((tag) => !isHostTag(tag)),
  );
}

/** Sorted, without repeats. The array given is returned when it is so already. */
export function canonicalTags(tags: readonly string[]): readonly string[] {
  for (let index = 1; index < tags.length; index++) {
    if ((tags[index - 1] as string) >= (tags[index] as string)) return [...new Set(tags)].sort();
  }
  return tags;
}

function isHostTag(tag: string): boolean {
  return tag.startsWith('host:');
}
