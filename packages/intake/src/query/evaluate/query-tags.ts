import type { Context } from '../../store/context.js';

/**
 * The tags that a query is about: in small letters, as Datadog has them and the store need not, and with
 * the host as the tag `host:<name>`.
 */
export function queryTags({ tags, host }: Context): readonly string[] {
  const all = host === '' ? tags : [...tags, `host:${host}`];
  return [...new Set(all.map((tag) => tag.toLowerCase()))];
}
