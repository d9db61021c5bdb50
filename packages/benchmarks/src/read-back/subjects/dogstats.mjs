import { query, writeCsv } from '@dogstats/query';

/** Ours, with and without fetching ahead. */
export function dogstats(prefetch) {
  return ({ url, from, to, text, interval }, destination) =>
    writeCsv(
      query({ query: text, from, to, intervalSeconds: interval, url, prefetch, env: {} }),
      destination,
    );
}
