import {
  type CheckNotice,
  type DropReason,
  type EventNotice,
  mergeTags,
  millisecondsFrom,
  type Notice,
  noticeLifeSeconds,
  readTags,
  type ScopeOptions,
} from '@dogstats/core';
import {
  alertTypes,
  type CheckStatus,
  checkStatuses,
  type EventOptions,
  priorities,
  type ServiceCheckOptions,
} from './notice-options.js';

/** What Datadog takes of a title, a text and a key, in characters. */
const longest = { title: 500, text: 4000, aggregationKey: 100 };

/** Seconds that a timestamp may lie ahead. */
const mostAheadSeconds = 600;

/** A notice as it was called, before it is known which host and tags are common to all. */
export type Draft<N extends Notice = Notice> = Omit<N, 'host' | 'tags'> & {
  readonly host: string | undefined;
  readonly tags: readonly string[];
};

/** A notice out of a call's arguments, or why there is none. */
export function draftNotice(
  kind: Notice['kind'],
  scopes: readonly ScopeOptions[],
  given: readonly unknown[],
  nowSeconds: number,
): Draft | DropReason {
  const draft = kind === 'event' ? draftEvent : draftCheck;
  try {
    return draft(scopes, given as never, nowSeconds);
  } catch {
    return 'invalid_arguments';
  }
}

/** What to tell a developer of one that is refused. */
export function refusedNotice(kind: Notice['kind'], reason: DropReason): string {
  const what =
    kind === 'event'
      ? `an event is not sent (${reason}): it has a title and a text, and maybe an alertType (${alertTypes.join(', ')}), a priority (${priorities.join(', ')}), and a time at most 18 hours ago.`
      : `a service check is not sent (${reason}): it has a name, a status (${checkStatuses.join(', ')}, or 0 to 3), and maybe a message and a time at most 10 minutes ago.`;
  return `DS214: ${what}`;
}

function draftEvent(
  scopes: readonly ScopeOptions[],
  [title, text, options = {}]: [title: string, text: string, options?: EventOptions],
  nowSeconds: number,
): Draft<EventNotice> | DropReason {
  if (typeof title !== 'string' || title.trim() === '') return 'invalid_name';
  if (typeof text !== 'string') return 'invalid_value';
  const { alertType, priority, aggregationKey, sourceTypeName, relatedEventId } = options;
  const fits =
    isOneOf(alertTypes, alertType) &&
    isOneOf(priorities, priority) &&
    [aggregationKey, sourceTypeName].every((value) => isText(value)) &&
    (relatedEventId === undefined || /^\d{1,19}$/.test(String(relatedEventId)));
  if (!fits) return 'invalid_arguments';
  const timestamp = timeOf('event', options.timestamp, nowSeconds);
  if (typeof timestamp === 'string') return timestamp;
  return {
    ...{ kind: 'event', timestamp, alertType, priority, sourceTypeName },
    title: shorten(title, longest.title),
    text: shorten(text, longest.text),
    aggregationKey: aggregationKey && shorten(aggregationKey, longest.aggregationKey),
    relatedEventId: relatedEventId === undefined ? undefined : String(relatedEventId),
    ...placeOf(scopes, options),
  };
}

function draftCheck(
  scopes: readonly ScopeOptions[],
  [name, status, options = {}]: [name: string, status: CheckStatus, options?: ServiceCheckOptions],
  nowSeconds: number,
): Draft<CheckNotice> | DropReason {
  if (typeof name !== 'string' || name.trim() === '') return 'invalid_name';
  const number = typeof status === 'string' ? checkStatuses.indexOf(status) : status;
  if (![0, 1, 2, 3].includes(number)) return 'invalid_value';
  if (!isText(options.message)) return 'invalid_arguments';
  const timestamp = timeOf('check', options.timestamp, nowSeconds);
  if (typeof timestamp === 'string') return timestamp;
  return {
    ...{ kind: 'check', name, timestamp, message: options.message },
    status: number as CheckNotice['status'],
    ...placeOf(scopes, options),
  };
}

function timeOf(
  kind: Notice['kind'],
  timestamp: number | Date | undefined,
  nowSeconds: number,
): number | DropReason {
  if (timestamp === undefined) return nowSeconds;
  const seconds = timestamp instanceof Date ? timestamp.getTime() / 1000 : timestamp;
  if (!Number.isFinite(seconds)) return 'invalid_timestamp';
  if (seconds > nowSeconds + mostAheadSeconds)
    return seconds >= millisecondsFrom ? 'timestamp_in_ms' : 'too_new';
  return seconds < nowSeconds - noticeLifeSeconds[kind] ? 'too_old' : seconds;
}

/** Host and tags of the call, and of the scopes around it: the closest one wins. */
function placeOf(
  scopes: readonly ScopeOptions[],
  call: Pick<EventOptions, 'host' | 'tags'>,
): Pick<Draft, 'host' | 'tags'> {
  let host: string | undefined;
  let tags: readonly string[] = [];
  for (const scope of [...scopes, call]) {
    host = typeof scope.host === 'string' ? scope.host : host;
    tags = mergeTags(readTags(scope.tags), tags);
  }
  return { host, tags };
}

function isOneOf(choices: readonly string[], value: unknown): boolean {
  return value === undefined || choices.includes(value as string);
}

function isText(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function shorten(text: string, characters: number): string {
  return text.slice(0, characters).toWellFormed();
}
