import type { Context } from '../store/context.js';
import type { Pass } from './pass.js';

/** What contexts without the tag go under, as Datadog has it. */
export const withoutTag = 'N/A';

/**
 * The contexts by their value of a tag key; `host` is the host. A context with several values is in
 * each group. Nothing when none of them has the key: then there is nothing to tell apart.
 */
export async function splitByTag(
  contexts: readonly Context[],
  key: string,
  pass: Pass,
): Promise<Map<string, Context[]> | undefined> {
  const groups = new Map<string, Context[]>();
  let tagged = false;
  for (const context of contexts) {
    if (pass.isDue) await pass.pause();
    const values = tagValues(context, key);
    tagged ||= values.length > 0;
    for (const value of values.length > 0 ? values : [withoutTag]) {
      const group = groups.get(value);
      if (group === undefined) groups.set(value, [context]);
      else group.push(context);
    }
  }
  return tagged ? groups : undefined;
}

/** Key and value of a tag, parted by the first colon; a tag without one is its own key. */
export function parseTag(tag: string): { key: string; value: string } {
  const colon = tag.indexOf(':');
  if (colon < 0) return { key: tag, value: '' };
  return { key: tag.slice(0, colon), value: tag.slice(colon + 1) };
}

function tagValues({ host, tags }: Context, key: string): string[] {
  if (key === 'host' && host !== '') return [host];
  const start = `${key}:`;
  return tags.filter((tag) => tag.startsWith(start)).map((tag) => tag.slice(start.length));
}
