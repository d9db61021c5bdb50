import { z } from 'zod';
import { type Api, asWhole, type Json, type Result } from '../api.js';
import { type CallOptions, checkTexts, commaList, type Id } from '../arguments.js';
import {
  type GroupStateOptions,
  idSchema,
  type Monitor,
  type MonitorFilter,
  monitorSchema,
  pathOfMonitor,
  readMonitor,
  readMonitors,
} from '../calls/monitors.js';

export interface DeletedMonitor extends Json {
  readonly deleted_monitor_id: Id;
}

export interface MonitorOptions extends CallOptions {
  /** Made from the query by default. */
  readonly name?: string | undefined;
  readonly message?: string | undefined;
  /** Settings such as `thresholds`, named as Datadog names them. */
  readonly options?: Json | undefined;
}

const deletedMonitor: z.ZodType<DeletedMonitor> = z.looseObject({ deleted_monitor_id: idSchema });

/** Makes a monitor. Gives its id. @param type such as `metric alert` or `service check` */
export async function monitor(
  api: Api,
  type: string,
  query: string,
  { name, message, options, ...call }: MonitorOptions = {},
): Promise<Result<Id, Monitor>> {
  checkTexts({ type, query });
  const body = { type: type.toLowerCase(), query, name, message, options };
  const whole = await api.call(
    { method: 'POST', path: '/monitor', body, options: call },
    monitorSchema,
  );
  return { value: whole.id, whole };
}

/** Gives one monitor. */
export async function getMonitor(
  api: Api,
  monitorId: Id,
  { groupStates, ...options }: GroupStateOptions = {},
): Promise<Result<Monitor>> {
  return asWhole(
    await readMonitor(
      api,
      monitorId,
      { group_states: commaList(groupStates, 'groupStates') },
      options,
    ),
  );
}

/** Gives all monitors, in one answer; `eachMonitor()` fetches them by pages. */
export async function getAllMonitors(
  api: Api,
  options: MonitorFilter = {},
): Promise<Result<readonly Monitor[]>> {
  return asWhole(await readMonitors(api, options, {}));
}

/** Changes a monitor; what is left out stays. Gives its id. */
export async function updateMonitor(
  api: Api,
  monitorId: Id,
  query: string,
  { name, message, options, ...call }: MonitorOptions = {},
): Promise<Result<Id, Monitor>> {
  checkTexts({ query });
  const body = { query, name, message, options };
  const request = { method: 'PUT', path: pathOfMonitor(monitorId), body, options: call } as const;
  const whole = await api.call(request, monitorSchema);
  return { value: whole.id, whole };
}

/** Deletes a monitor. @param options `force`: even if others depend on it */
export async function deleteMonitor(
  api: Api,
  monitorId: Id,
  { force, ...options }: CallOptions & { readonly force?: boolean | undefined } = {},
): Promise<Result<DeletedMonitor>> {
  const query = { force: force === true ? true : undefined };
  const request = { method: 'DELETE', path: pathOfMonitor(monitorId), query, options } as const;
  const answer = await api.call(request, deletedMonitor.optional());
  return asWhole(answer ?? { deleted_monitor_id: monitorId });
}
