import type { AlertType, DecodedEvent } from '../events/event.js';
import {
  atMost,
  type JsonObject,
  objectAt,
  oneOfAt,
  optionalStringAt,
  optionalTimeAt,
  stringAt,
  tagsAt,
  wrong,
} from './fields.js';
import { emptyPayload, type Payload } from './payload.js';

export const maxTitle = 500;
export const maxText = 4_000;
export const maxAggregationKey = 100;

const alertTypes: readonly AlertType[] = [
  'error',
  'warning',
  'info',
  'success',
  'user_update',
  'recommendation',
  'snapshot',
];

interface EventBody extends JsonObject {
  readonly title?: unknown;
  readonly text?: unknown;
  readonly date_happened?: unknown;
  readonly alert_type?: unknown;
  readonly priority?: unknown;
  readonly aggregation_key?: unknown;
  readonly source_type_name?: unknown;
  readonly device_name?: unknown;
  readonly related_event_id?: unknown;
}

/** Reads the body of `POST /api/v1/events`: one event. */
export function decodeEventV1(body: unknown, now: number): Payload {
  const sent: EventBody = objectAt(body, 'the body');
  return { ...emptyPayload, events: [decodeEvent(sent, now)] };
}

function decodeEvent(sent: EventBody, now: number): DecodedEvent {
  return {
    title: atMost(maxTitle, stringAt(sent.title, 'title'), 'title'),
    text: atMost(maxText, stringAt(sent.text, 'text'), 'text'),
    timestamp: optionalTimeAt(sent.date_happened, 'date_happened', now),
    host: optionalStringAt(sent.host, 'host'),
    tags: tagsAt(sent.tags, 'tags'),
    alertType: alertTypeAt(sent.alert_type, 'alert_type'),
    priority: priorityAt(sent.priority, 'priority'),
    aggregationKey: atMost(
      maxAggregationKey,
      optionalStringAt(sent.aggregation_key, 'aggregation_key'),
      'aggregation_key',
    ),
    sourceTypeName: optionalStringAt(sent.source_type_name, 'source_type_name'),
    deviceName: optionalStringAt(sent.device_name, 'device_name'),
    relatedEventId: relatedIdAt(sent.related_event_id),
  };
}

export function alertTypeAt(value: unknown, where: string): AlertType {
  return oneOfAt(alertTypes, value, where, 'info');
}

export function priorityAt(value: unknown, where: string): 'normal' | 'low' {
  return oneOfAt(['normal', 'low'], value, where, 'normal');
}

function relatedIdAt(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number' && Number.isInteger(value)) return String(BigInt(value));
  if (typeof value === 'string') return value;
  throw wrong('related_event_id', 'the id of an event', value);
}
