import { optionalStringAt, stringAt, tagsAt, wrong } from '../decode/fields.js';
import { Refusal } from '../http/refusal.js';
import type { Monitor } from './monitor.js';
import { fieldsAt } from './request.js';

/** A span of time in which monitors notify nobody. */
export interface Downtime {
  /** A UUID. */
  readonly id: string;
  /** What v1 knows it by. */
  readonly number: number;
  readonly scope: string;
  readonly message: string | null;
  readonly identifier:
    | { readonly monitor_id: number }
    | { readonly monitor_tags: readonly string[] };
  readonly start: Date;
  readonly end: Date | undefined;
  readonly created: Date;
  readonly modified: Date;
  readonly canceled: Date | undefined;
}

interface Attributes {
  readonly scope?: unknown;
  readonly message?: unknown;
  readonly monitor_identifier?: unknown;
  readonly schedule?: unknown;
}

/** @throws {Refusal} 400 */
export function newDowntime(body: unknown, id: string, number: number, now: Date): Downtime {
  const { scope, message, monitor_identifier, schedule } = attributesOf(body);
  const { start = now, end } = scheduleAt(schedule);
  return checked({
    id,
    number,
    scope: scopeAt(scope),
    message: optionalStringAt(message, 'message') || null,
    identifier: identifierAt(monitor_identifier),
    start,
    end: end ?? undefined,
    created: now,
    modified: now,
    canceled: undefined,
  });
}

/** What is left out stays. @throws {Refusal} 400 */
export function changedDowntime(downtime: Downtime, body: unknown, now: Date): Downtime {
  const { scope, message, monitor_identifier, schedule } = attributesOf(body);
  const { start = downtime.start, end = downtime.end } = scheduleAt(schedule);
  return checked({
    ...downtime,
    scope: scope === undefined ? downtime.scope : scopeAt(scope),
    message:
      message === undefined ? downtime.message : optionalStringAt(message, 'message') || null,
    identifier:
      monitor_identifier === undefined ? downtime.identifier : identifierAt(monitor_identifier),
    start,
    end: end ?? undefined,
    modified: now,
  });
}

export function downtimeStatus(
  { canceled, start, end }: Downtime,
  now: Date,
): 'canceled' | 'ended' | 'scheduled' | 'active' {
  if (canceled !== undefined) return 'canceled';
  if (end !== undefined && end <= now) return 'ended';
  return start > now ? 'scheduled' : 'active';
}

/** Whether it is about a monitor, whichever its groups. */
export function mutes({ identifier }: Downtime, { id, tags }: Monitor): boolean {
  if ('monitor_id' in identifier) return identifier.monitor_id === id;
  return identifier.monitor_tags.every((tag) => tag === '*' || tags.includes(tag));
}

/** As `/api/v2/downtime` shows it. */
export function downtimeData(downtime: Downtime, now: Date): object {
  const { id, scope, message, identifier, start, end, created, modified, canceled } = downtime;
  return {
    type: 'downtime',
    id,
    attributes: {
      scope,
      message,
      monitor_identifier: identifier,
      schedule: { start: start.toISOString(), end: end?.toISOString() ?? null },
      status: downtimeStatus(downtime, now),
      created: created.toISOString(),
      modified: modified.toISOString(),
      canceled: canceled?.toISOString() ?? null,
      display_timezone: 'UTC',
      mute_first_recovery_notification: false,
      notify_end_states: ['alert', 'no data', 'warn'],
      notify_end_types: ['expired'],
    },
  };
}

function attributesOf(body: unknown): Attributes {
  const { data } = fieldsAt(body, 'the body');
  const { type, attributes } = fieldsAt(data, 'data');
  if (type !== 'downtime') throw wrong('data.type', '"downtime"', type);
  return fieldsAt(attributes, 'data.attributes');
}

function scopeAt(value: unknown): string {
  const scope = stringAt(value, 'scope');
  if (scope.trim() === '') throw wrong('scope', 'a search such as "env:staging" or "*"', value);
  return scope;
}

function identifierAt(value: unknown): Downtime['identifier'] {
  const { monitor_id, monitor_tags } = fieldsAt(value, 'monitor_identifier');
  if ((monitor_id === undefined) === (monitor_tags === undefined)) {
    throw new Refusal(400, 'monitor_identifier must have monitor_id or monitor_tags');
  }
  if (monitor_tags !== undefined) return { monitor_tags: tagsAt(monitor_tags, 'monitor_tags') };
  if (Number.isSafeInteger(monitor_id)) return { monitor_id: monitor_id as number };
  throw wrong('monitor_id', 'a whole number', monitor_id);
}

/** An `end` of null is no end. */
function scheduleAt(value: unknown): { start?: Date; end?: Date | null } {
  if (value === undefined || value === null) return {};
  const { start, end, recurrences } = fieldsAt(value, 'schedule');
  if (recurrences !== undefined) {
    throw new Refusal(400, 'schedule.recurrences: nothing works out here when those are');
  }
  return {
    ...(start === undefined || start === null ? {} : { start: dateAt(start, 'schedule.start') }),
    ...(end === undefined ? {} : { end: end === null ? null : dateAt(end, 'schedule.end') }),
  };
}

function dateAt(value: unknown, where: string): Date {
  const date = new Date(stringAt(value, where));
  if (Number.isNaN(date.getTime())) throw wrong(where, 'a time by ISO 8601', value);
  return date;
}

function checked(downtime: Downtime): Downtime {
  const { start, end } = downtime;
  if (end === undefined || end > start) return downtime;
  throw new Refusal(400, 'schedule.end must be after schedule.start');
}
