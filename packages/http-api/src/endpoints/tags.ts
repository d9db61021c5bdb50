import { z } from 'zod';
import { type Api, type Json, nothing, type Request, type Result } from '../api.js';
import { type CallOptions, listOf, segment } from '../arguments.js';

/** The tags of one host. */
export interface HostTags<Tags = readonly string[]> extends Json {
  readonly tags: Tags;
  readonly host?: string | undefined;
}

/** A list, or lists by source where that was asked for. */
export type ListedTags = readonly string[] | Readonly<Record<string, readonly string[]>>;

/** Hosts by tag. */
export interface TaggedHosts extends Json {
  readonly tags: Readonly<Record<string, readonly string[]>>;
}

export interface TagOptions extends CallOptions {
  /** Who set the tags, such as `users` or `chef`; `users` by default. */
  readonly source?: string | undefined;
}

const byName = z.record(z.string(), z.array(z.string()));
const list: z.ZodType<readonly string[]> = z.array(z.string());
const host = z.string().optional();
const hostTagsSchema: z.ZodType<HostTags> = z.looseObject({ tags: list, host });
const listedTagsSchema: z.ZodType<HostTags<ListedTags>> = z.looseObject({
  tags: z.union([list, byName]),
  host,
});
const taggedHosts: z.ZodType<TaggedHosts> = z.looseObject({ tags: byName });

const pathOf = (hostId: string): string => `/tags/hosts/${segment(hostId, 'hostId')}`;

async function send(
  api: Api,
  method: 'POST' | 'PUT',
  hostId: string,
  tags: string | readonly string[],
  { source, ...options }: TagOptions = {},
): Promise<Result<readonly string[], HostTags>> {
  const body = { tags: listOf(tags, 'tags') };
  const request: Request = { method, path: pathOf(hostId), query: { source }, body, options };
  const whole = await api.call(request, hostTagsSchema);
  return { value: whole.tags, whole };
}

/** Adds tags to a host. Gives its tags, which Datadog may show without the new ones for a while. */
export function addTags(
  api: Api,
  hostId: string,
  tags: string | readonly string[],
  options?: TagOptions,
): Promise<Result<readonly string[], HostTags>> {
  return send(api, 'POST', hostId, tags, options);
}

/** Replaces the tags of a host. Gives its tags. */
export function changeTags(
  api: Api,
  hostId: string,
  tags: string | readonly string[],
  options?: TagOptions,
): Promise<Result<readonly string[], HostTags>> {
  return send(api, 'PUT', hostId, tags, options);
}

/** Gives the tags of a host: a list, or lists by source. */
export async function hostTags(
  api: Api,
  hostId: string,
  { source, bySource, ...options }: TagOptions & { readonly bySource?: boolean | undefined } = {},
): Promise<Result<ListedTags, HostTags<ListedTags>>> {
  const query = { source, by_source: bySource === true ? true : undefined };
  const request: Request = { method: 'GET', path: pathOf(hostId), query, options };
  const whole = await api.call(request, listedTagsSchema);
  return { value: whole.tags, whole };
}

/** Gives the hosts of every tag. */
export async function allTags(
  api: Api,
  { source, ...options }: TagOptions = {},
): Promise<Result<TaggedHosts['tags'], TaggedHosts>> {
  const request = { method: 'GET', path: '/tags/hosts', query: { source }, options } as const;
  const whole = await api.call(request, taggedHosts);
  return { value: whole.tags, whole };
}

/** Removes all tags of a host, or all of one source. */
export async function detachTags(
  api: Api,
  hostId: string,
  { source, ...options }: TagOptions = {},
): Promise<Result<null, Json>> {
  await api.call(
    { method: 'DELETE', path: pathOf(hostId), query: { source }, options },
    z.unknown(),
  );
  return nothing;
}
