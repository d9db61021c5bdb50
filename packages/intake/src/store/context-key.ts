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
  const folded = host === '' || tags.includes(`host:${host}`) ? tags : [...tags, `host:${host}`];
  return (folded === tags ? tags : [...folded].sort()).join(separator);
}

/** Sorted, without repeats. The array given is returned when it is so already. */
export function canonicalTags(tags: readonly string[]): readonly string[] {
  for (let index = 1; index < tags.length; index++) {
    if ((tags[index - 1] as string) >= (tags[index] as string)) return [...new Set(tags)].sort();
  }
  return tags;
}
