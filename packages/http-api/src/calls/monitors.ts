import { z } from 'zod';
import type { Api, Json, Request } from '../api.js';
import { type CallOptions, commaList, type Id, segment } from '../arguments.js';

export interface Monitor extends Json {
  readonly id: Id;
  readonly type: string;
  readonly query: string;
  readonly name?: string | undefined;
  readonly message?: string | undefined;
  readonly options?: Json | undefined;
  /** Such as `OK`, `Alert`, `No Data`. */
  readonly overall_state?: string | undefined;
}

export interface GroupStateOptions extends CallOptions {
  /** Of `all`, `ok`, `warn`, `alert`, `no data`: which groups to show; none by default. */
  readonly groupStates?: string | readonly string[] | undefined;
}

export interface MonitorFilter extends GroupStateOptions {
  /** Tags of the scope. */
  readonly tags?: string | readonly string[] | undefined;
  /** Part of the name. */
  readonly name?: string | undefined;
  /** Tags of the monitors themselves. */
  readonly monitorTags?: string | readonly string[] | undefined;
}

export const idSchema: z.ZodType<Id> = z.union([z.number(), z.string()]);
const optionalText = z
  .string()
  .nullish()
  .transform((text) => text ?? undefined);
export const monitorSchema: z.ZodType<Monitor> = z.looseObject({
  id: idSchema,
  type: z.string(),
  query: z.string(),
  name: optionalText,
  message: optionalText,
  options: z.looseObject({}).optional(),
  overall_state: optionalText,
});
const monitorList: z.ZodType<Monitor[]> = z.array(monitorSchema);
export const pathOfMonitor = (monitorId: Id): string =>
  `/monitor/${segment(monitorId, 'monitorId')}`;

export function readMonitor(
  api: Api,
  monitorId: Id,
  query: Request['query'],
  options: CallOptions,
): Promise<Monitor> {
  return api.call({ method: 'GET', path: pathOfMonitor(monitorId), query, options }, monitorSchema);
}

export function readMonitors(
  api: Api,
  { groupStates, tags, name, monitorTags, ...options }: MonitorFilter,
  more: Request['query'],
): Promise<Monitor[]> {
  const query = {
    group_states: commaList(groupStates, 'groupStates'),
    tags: commaList(tags, 'tags'),
    name,
    monitor_tags: commaList(monitorTags, 'monitorTags'),
    ...more,
  };
  return api.call({ method: 'GET', path: '/monitor', query, options }, monitorList);
}
