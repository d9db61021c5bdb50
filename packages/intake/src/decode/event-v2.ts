import type { DecodedEvent } from '../events/event.js';
import { maxAggregationKey, maxText, maxTitle } from './event-v1.js';
import { alertTypeOf } from './event-v2-attributes.js';
import {
  atMost,
  type JsonObject,
  objectAt,
  oneOfAt,
  optionalStringAt,
  stringAt,
  tagsAt,
  wrong,
} from './fields.js';
import { emptyPayload, type Payload } from './payload.js';

const maxTags = 100;
const maxHost = 255;

interface EventBody extends JsonObject {
  readonly title?: unknown;
  readonly category?: unknown;
  readonly message?: unknown;
  readonly aggregation_key?: unknown;
  readonly integration_id?: unknown;
  readonly attributes?: unknown;
}

/** Reads the body of `POST /api/v2/events`: one event of JSON:API. */
export function decodeEventV2(body: unknown, now: number): Payload {
  const { data }: JsonObject & { data?: unknown } = objectAt(body, 'the body');
  const { type, attributes }: JsonObject & { attributes?: unknown } = objectAt(data, 'data');
  if (type !== 'event') throw wrong('data.type', '"event"', type);
  const sent: EventBody = objectAt(attributes, 'data.attributes');
  return { ...emptyPayload, events: [decodeEvent(sent, now)] };
}

function decodeEvent(sent: EventBody, now: number): DecodedEvent {
  const at = (field: string): string => `data.attributes.${field}`;
  const category = oneOfAt(['change', 'alert'], sent.category, at('category'));
  const attributes = objectAt(sent.attributes, at('attributes'));
  const tags = tagsAt(sent.tags, at('tags'));
  if (tags.length > maxTags) throw wrong(at('tags'), `at most ${maxTags} tags`, tags);
  return {
    title: atMost(maxTitle, stringAt(sent.title, at('title')), at('title')),
    text: atMost(maxText, optionalStringAt(sent.message, at('message')), at('message')),
    timestamp: isoTimeAt(sent.timestamp, at('timestamp'), now),
    host: atMost(maxHost, optionalStringAt(sent.host, at('host')), at('host')),
    tags,
    alertType: alertTypeOf(category, attributes, at('attributes')),
    priority: 'normal',
    aggregationKey: atMost(
      maxAggregationKey,
      optionalStringAt(sent.aggregation_key, at('aggregation_key')),
      at('aggregation_key'),
    ),
    sourceTypeName: optionalStringAt(sent.integration_id, at('integration_id')),
    deviceName: '',
    relatedEventId: '',
    v2: { category, attributes: JSON.stringify(attributes) },
  };
}

function isoTimeAt(value: unknown, where: string, now: number): number {
  if (value === undefined || value === null) return now;
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) throw wrong(where, 'a time such as 2026-11-22T02:00:00Z', value);
  return Math.floor(time / 1_000);
}
