import type { Json } from '../api.js';
import { type Id, listOf } from '../arguments.js';

/** A downtime as v2 has it. */
export interface DowntimeV2 {
  readonly id: string;
  readonly attributes: DowntimeAttributes;
}

export interface DowntimeAttributes extends Json {
  readonly scope: string;
  readonly status?: string | undefined;
  readonly message?: string | null | undefined;
  readonly monitor_identifier: {
    readonly monitor_id?: Id | undefined;
    readonly monitor_tags?: readonly string[] | undefined;
  };
  readonly schedule?: Json | null | undefined;
}

/** A downtime as dogapi gave it; what it did not have stands beside, as v2 names it. */
export interface Downtime extends Json {
  /** Text: v2 has UUIDs. */
  readonly id: string;
  /** Tags that all have to be there; a scope with OR in it stays one text. */
  readonly scope: readonly string[];
  /** Unix seconds; null when there is none. */
  readonly start: number | null;
  readonly end: number | null;
  readonly message: string | null;
  readonly active: boolean;
  readonly monitor_id: Id | null;
  readonly monitor_tags: readonly string[];
}

/** v1 joined tags with commas, v2 joins them with AND. */
export function scopeV2(scope: string | readonly string[]): string {
  const entries = listOf(scope, 'scope');
  const tags = entries.flatMap((entry) => (isExpression(entry) ? [entry] : entry.split(',')));
  return tags
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
    .join(' AND ');
}

/** In the terms of v1, sorted, so that equal scopes are equal. */
export function scopeV1(scope: string): string[] {
  if (/\bOR\b|\bNOT\b|[()]/.test(scope)) return [scope];
  const tags = scope.split(/ AND |,/).map((tag) => tag.trim());
  return tags.filter((tag) => tag !== '').sort();
}

function isExpression(scope: string): boolean {
  return /\b(?:AND|OR|NOT)\b|[()]/.test(scope);
}

/** @param seconds unix seconds */
export function dateOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString();
}

export function downtimeV1({ id, attributes }: DowntimeV2): Downtime {
  const { scope, status, message, monitor_identifier, schedule, ...others } = attributes;
  const { current_downtime } = (schedule ?? {}) as { readonly current_downtime?: Json | null };
  const times = current_downtime ?? schedule ?? {};
  return {
    ...others,
    id,
    scope: scopeV1(scope),
    start: secondsAt(times['start']),
    end: secondsAt(times['end']),
    message: message ?? null,
    active: status === 'active',
    monitor_id: monitor_identifier.monitor_id ?? null,
    monitor_tags: monitor_identifier.monitor_tags ?? [],
    status,
    // Of those that recur; v1 said it otherwise.
    ...(schedule !== null && schedule !== undefined && 'recurrences' in schedule
      ? { schedule }
      : {}),
  };
}

function secondsAt(date: unknown): number | null {
  if (typeof date !== 'string') return null;
  const milliseconds = Date.parse(date);
  return Number.isNaN(milliseconds) ? null : Math.floor(milliseconds / 1_000);
}
