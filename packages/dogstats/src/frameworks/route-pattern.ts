import { mergeTags } from '@dogstats/core';

/** The route of requests that no route took. */
const unmatched = 'unmatched';

/** More patterns than any server has: the rest of them is not remembered. */
const maxRemembered = 10_000;

const remembered = new Map<unknown, string>();

/**
 * A route's pattern as the value of a tag, as Datadog would make it. It cuts off what it does not know
 * at the end, and `/*` would be `/`: so wildcards get a name.
 *
 * @param pattern text or a regular expression, as it was registered; `undefined` for no route.
 */
export function routeTag(pattern: unknown): string {
  if (pattern === undefined || pattern === '') return unmatched;
  let tag = remembered.get(pattern);
  if (tag === undefined) {
    const named = String(pattern).replace(
      /\*(\w*)/g,
      (_, name: string) => `:${name || 'wildcard'}`,
    );
    tag = mergeTags([`route:${named}`], [])[0]?.slice('route:'.length) || unmatched;
    if (remembered.size < maxRemembered) remembered.set(pattern, tag);
  }
  return tag;
}
