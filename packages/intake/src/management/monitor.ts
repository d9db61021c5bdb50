import { oneOfAt, optionalStringAt, stringAt, tagsAt, wrong } from '../decode/fields.js';
import { isWordCharacter, skipWhiteSpace } from '../text/characters.js';
import { fieldsAt } from './request.js';

/** A monitor as it is answered for. Nothing evaluates its query. */
export interface Monitor {
  readonly id: number;
  readonly type: string;
  readonly query: string;
  readonly name: string;
  readonly message: string;
  readonly tags: readonly string[];
  readonly options: object;
  readonly priority: number | null;
  readonly multi: boolean;
  readonly overall_state: 'No Data';
  readonly created: string;
  readonly modified: string;
  readonly creator: { readonly email: string; readonly handle: string; readonly name: string };
  readonly restricted_roles: null;
  readonly deleted: null;
}

/** Those that Datadog's documentation lists. */
const types = [
  'audit alert',
  'ci-pipelines alert',
  'ci-tests alert',
  'composite',
  'cost alert',
  'data-jobs alert',
  'data-quality alert',
  'database-monitoring alert',
  'error-tracking alert',
  'event alert',
  'event-v2 alert',
  'llm-observability alert',
  'log alert',
  'metric alert',
  'network-path alert',
  'network-performance alert',
  'process alert',
  'query alert',
  'rum alert',
  'service check',
  'slo alert',
  'synthetics alert',
  'trace-analytics alert',
] as const;

interface MonitorBody {
  readonly type?: unknown;
  readonly query?: unknown;
  readonly name?: unknown;
  readonly message?: unknown;
  readonly tags?: unknown;
  readonly options?: unknown;
  readonly priority?: unknown;
}

/** @throws {Refusal} 400 */
export function newMonitor(body: unknown, id: number, now: Date): Monitor {
  const sent: MonitorBody = fieldsAt(body, 'the body');
  const type = oneOfAt(types, sent.type, 'type');
  const time = now.toISOString();
  const creator = { email: 'local@localhost', handle: 'local@localhost', name: 'local' };
  const base: Monitor = {
    id,
    type,
    query: '',
    name: '',
    message: '',
    tags: [],
    options: {},
    priority: null,
    multi: false,
    overall_state: 'No Data',
    created: time,
    modified: time,
    creator,
    restricted_roles: null,
    deleted: null,
  };
  stringAt(sent.query, 'query');
  return changedMonitor(base, sent, now);
}

/** What is left out stays; `options` is replaced as a whole. @throws {Refusal} 400 */
export function changedMonitor(monitor: Monitor, body: unknown, now: Date): Monitor {
  const sent: MonitorBody = fieldsAt(body, 'the body');
  if (sent.type !== undefined) oneOfAt([monitor.type], sent.type, 'type');
  const query = sent.query === undefined ? monitor.query : queryAt(sent.query);
  return {
    ...monitor,
    query,
    name: optionalStringAt(sent.name, 'name') || monitor.name || query,
    message:
      sent.message === undefined ? monitor.message : optionalStringAt(sent.message, 'message'),
    tags: sent.tags === undefined ? monitor.tags : tagsAt(sent.tags, 'tags'),
    options: sent.options === undefined ? monitor.options : fieldsAt(sent.options, 'options'),
    priority: sent.priority === undefined ? monitor.priority : priorityAt(sent.priority),
    multi: isGrouped(query),
    modified: now.toISOString(),
  };
}

/** Whether a word `by` stands before a brace. */
function isGrouped(query: string): boolean {
  for (let at = query.indexOf('by'); at !== -1; at = query.indexOf('by', at + 2)) {
    const startsWord = !isWordCharacter(query[at - 1] ?? '');
    if (startsWord && query[skipWhiteSpace(query, at + 2)] === '{') return true;
  }
  return false;
}

function queryAt(value: unknown): string {
  const query = stringAt(value, 'query');
  if (query.trim() === '') throw wrong('query', 'a query', value);
  return query;
}

function priorityAt(value: unknown): number | null {
  if (value === null) return null;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 5)
    return value;
  throw wrong('priority', 'a whole number from 1 to 5, or null', value);
}
