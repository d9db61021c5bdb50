/** Keys of all `by {…}` in some queries, each once, in order. */
export function groupKeysOf(queries: readonly string[]): string[] {
  const keys = queries.flatMap((query) =>
    [...query.matchAll(/\bby\s*\{([^}]*)\}/g)].flatMap(([, list = '']) => list.split(',')),
  );
  return [...new Set(keys.map((key) => key.trim()).filter((key) => key !== ''))];
}

/** The coarsest interval that a query asks for by `.rollup(…, seconds)`; 0 when none does. */
export function longestRollUpMs(queries: readonly string[]): number {
  const seconds = queries.flatMap((query) =>
    [...query.matchAll(/\.rollup\(\s*(?:\w+\s*,\s*)?(\d+)\s*\)/g)].map((match) => Number(match[1])),
  );
  return 1_000 * Math.max(0, ...seconds);
}
