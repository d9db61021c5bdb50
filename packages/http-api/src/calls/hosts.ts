import { z } from 'zod';
import type { Api, Json, Request } from '../api.js';
import type { CallOptions } from '../arguments.js';

export interface Host extends Json {
  readonly name: string;
  readonly up?: boolean | undefined;
}

export interface HostFilter extends CallOptions {
  /** Part of a name, of an alias or of a tag. */
  readonly filter?: string | undefined;
}

const hostPage = 1_000;
const hostList: z.ZodType<{ readonly host_list: Host[] }> = z.looseObject({
  host_list: z.array(z.looseObject({ name: z.string(), up: z.boolean().optional() })),
});
export async function* readHosts(
  api: Api,
  { filter, ...options }: HostFilter,
): AsyncGenerator<Host> {
  for (let start = 0; ; start += hostPage) {
    const query = { filter: filter === '' ? undefined : filter, start, count: hostPage };
    const request: Request = { method: 'GET', path: '/hosts', query, options };
    const { host_list } = await api.call(request, hostList);
    yield* host_list;
    if (host_list.length < hostPage) return;
  }
}
