import { z } from 'zod';
import { type Api, asWhole, type Json, nothing, type Request, type Result } from '../api.js';
import type { CallOptions, Id } from '../arguments.js';
import {
  allMonitors,
  type DowntimeFilter,
  type DowntimeOptions,
  downtimeAnswer,
  makeDowntime,
  pathOfDowntime,
  readDowntimes,
  scheduleOf,
} from '../calls/downtimes.js';
import { type Downtime, downtimeV1, scopeV2 } from '../convert/downtime.js';

export interface DowntimeChanges extends DowntimeOptions {
  readonly scope?: string | readonly string[] | undefined;
}

/** Mutes all monitors over a scope for some time. Gives the id of the downtime. */
export async function scheduleDowntime(
  api: Api,
  scope: string | readonly string[],
  options: DowntimeOptions = {},
): Promise<Result<string, Downtime>> {
  const whole = await makeDowntime(api, scope, allMonitors, options);
  return { value: whole.id, whole };
}

/** Gives one downtime. */
export async function getDowntime(
  api: Api,
  downtimeId: Id,
  options: CallOptions = {},
): Promise<Result<Downtime>> {
  const request: Request = {
    method: 'GET',
    version: 'v2',
    path: pathOfDowntime(downtimeId),
    options,
  };
  return asWhole(downtimeV1((await api.call(request, downtimeAnswer)).data));
}

/** Gives all downtimes, from as many pages as there are. */
export async function getAllDowntimes(
  api: Api,
  options: DowntimeFilter = {},
): Promise<Result<readonly Downtime[]>> {
  const found: Downtime[] = [];
  for await (const downtime of readDowntimes(api, options)) found.push(downtime);
  return asWhole(found);
}

/** Changes a downtime; what is left out stays. Gives its id. */
export async function updateDowntime(
  api: Api,
  downtimeId: Id,
  { scope, start, end, message, ...options }: DowntimeChanges = {},
): Promise<Result<string, Downtime>> {
  const changes = {
    scope: scope === undefined ? undefined : scopeV2(scope),
    message,
    ...scheduleOf(start, end),
  };
  const data = { type: 'downtime', id: String(downtimeId), attributes: changes };
  const request: Request = {
    method: 'PATCH',
    version: 'v2',
    path: pathOfDowntime(downtimeId),
    body: { data },
    options,
  };
  const whole = downtimeV1((await api.call(request, downtimeAnswer)).data);
  return { value: whole.id, whole };
}

/** Ends a downtime. */
export async function cancelDowntime(
  api: Api,
  downtimeId: Id,
  options: CallOptions = {},
): Promise<Result<null, Json>> {
  const request: Request = {
    method: 'DELETE',
    version: 'v2',
    path: pathOfDowntime(downtimeId),
    options,
  };
  await api.call(request, z.unknown());
  return nothing;
}
