import { z } from 'zod';
import type { Api, Request } from '../api.js';
import { type CallOptions, type Id, secondsOf, segment, type Time } from '../arguments.js';
import {
  type Downtime,
  type DowntimeAttributes,
  type DowntimeV2,
  dateOf,
  downtimeV1,
  scopeV2,
} from '../convert/downtime.js';
import { idSchema } from './monitors.js';

export interface DowntimeOptions extends CallOptions {
  /** At once by default. */
  readonly start?: Time | undefined;
  /** Until it is cancelled by default. */
  readonly end?: Time | undefined;
  readonly message?: string | undefined;
}

export interface DowntimeFilter extends CallOptions {
  /** Only those that mute something now. */
  readonly currentOnly?: boolean | undefined;
}

const attributes: z.ZodType<DowntimeAttributes> = z.looseObject({
  scope: z.string(),
  status: z.string().optional(),
  message: z.string().nullish(),
  monitor_identifier: z.looseObject({
    monitor_id: idSchema.optional(),
    monitor_tags: z.array(z.string()).optional(),
  }),
  schedule: z.looseObject({}).nullish(),
});
const downtimeSchema: z.ZodType<DowntimeV2> = z.looseObject({ id: z.string(), attributes });
export const downtimeAnswer: z.ZodType<{ readonly data: DowntimeV2 }> = z.looseObject({
  data: downtimeSchema,
});
const list: z.ZodType<{ readonly data: DowntimeV2[] }> = z.looseObject({
  data: z.array(downtimeSchema),
});

const pageSize = 100;
export const pathOfDowntime = (downtimeId: Id): string =>
  `/downtime/${segment(downtimeId, 'downtimeId')}`;

/** Which monitors a downtime mutes: one, or those with tags. */
export type Muted = { readonly monitor_id: Id } | { readonly monitor_tags: readonly string[] };

export const allMonitors: Muted = { monitor_tags: ['*'] };

export async function makeDowntime(
  api: Api,
  scope: string | readonly string[],
  muted: Muted,
  { start, end, message, ...options }: DowntimeOptions,
): Promise<Downtime> {
  const given = {
    scope: scopeV2(scope),
    monitor_identifier: muted,
    message,
    ...scheduleOf(start, end),
  };
  const body = { data: { type: 'downtime', attributes: given } };
  const request: Request = { method: 'POST', version: 'v2', path: '/downtime', body, options };
  return downtimeV1((await api.call(request, downtimeAnswer)).data);
}

export async function* readDowntimes(
  api: Api,
  { currentOnly, ...options }: DowntimeFilter,
): AsyncGenerator<Downtime> {
  for (let offset = 0; ; offset += pageSize) {
    const query = {
      current_only: currentOnly === true ? true : undefined,
      'page[offset]': offset,
      'page[limit]': pageSize,
    };
    const request: Request = { method: 'GET', version: 'v2', path: '/downtime', query, options };
    const { data } = await api.call(request, list);
    for (const downtime of data) yield downtimeV1(downtime);
    if (data.length < pageSize) return;
  }
}

/** Nothing when it says nothing: a downtime that begins at once, or a change of something else. */
export function scheduleOf(
  start: Time | undefined,
  end: Time | undefined,
): { readonly schedule?: object } {
  const [from, to] = [secondsOf(start, 'start'), secondsOf(end, 'end')];
  if (from === undefined && to === undefined) return {};
  return {
    schedule: {
      ...(from === undefined ? {} : { start: dateOf(from) }),
      ...(to === undefined ? {} : { end: dateOf(to) }),
    },
  };
}
