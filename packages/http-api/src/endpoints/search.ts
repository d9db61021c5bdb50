import { z } from 'zod';
import type { Api, Request, Result } from '../api.js';
import { type CallOptions, checkTexts } from '../arguments.js';
import { readHosts } from '../calls/hosts.js';

/** Names that contain what was searched for, by facet; a facet that was not searched is left out. */
export interface SearchResults {
  readonly hosts?: readonly string[];
  readonly metrics?: readonly string[];
}

/** The answer to `search()`. */
export interface SearchAnswer {
  readonly results: SearchResults;
}

const metricPage = 10_000;
const metricList: z.ZodType<MetricList> = z.looseObject({
  data: z.array(z.looseObject({ id: z.string() })),
  meta: z
    .looseObject({ pagination: z.looseObject({ next_cursor: z.string().nullish() }).optional() })
    .optional(),
});

interface MetricList {
  readonly data: readonly { readonly id: string }[];
  readonly meta?:
    | { readonly pagination?: { readonly next_cursor?: string | null | undefined } | undefined }
    | undefined;
}

/**
 * Searches the names of hosts and metrics.
 *
 * @param query such as `cassandra`, or of one facet: `hosts:web`, `metrics:http`
 */
export async function search(
  api: Api,
  query: string,
  options: CallOptions = {},
): Promise<Result<SearchResults, SearchAnswer>> {
  checkTexts({ query });
  const facet = ['hosts', 'metrics'].find((name) => query.startsWith(`${name}:`));
  const text = facet === undefined ? query : query.slice(facet.length + 1);
  const results = {
    ...(facet === 'metrics' ? {} : { hosts: await hostNames(api, text, options) }),
    ...(facet === 'hosts' ? {} : { metrics: await metricNames(api, text, options) }),
  };
  return { value: results, whole: { results } };
}

/** Datadog's filter looks at tags and aliases as well; the search was by name. */
async function hostNames(api: Api, text: string, options: CallOptions): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of readHosts(api, { ...options, filter: text })) {
    if (name.includes(text)) names.push(name);
  }
  return names;
}

async function metricNames(api: Api, text: string, options: CallOptions): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { 'page[size]': metricPage, 'page[cursor]': cursor };
    const request: Request = { method: 'GET', version: 'v2', path: '/metrics', query, options };
    const { data, meta } = await api.call(request, metricList);
    for (const { id } of data) if (id.includes(text)) names.push(id);
    cursor = meta?.pagination?.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return names;
}
