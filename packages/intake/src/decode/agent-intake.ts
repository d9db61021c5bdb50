import type { DecodedEvent } from '../events/event.js';
import { Refusal } from '../http/refusal.js';
import { alertTypeAt, priorityAt } from './event-v1.js';
import {
  arrayAt,
  isObject,
  type JsonObject,
  objectAt,
  optionalStringAt,
  optionalTimeAt,
  tagsAt,
} from './fields.js';
import { emptyPayload, type Payload } from './payload.js';

interface EventBody extends JsonObject {
  readonly msg_title?: unknown;
  readonly msg_text?: unknown;
  readonly alert_type?: unknown;
  readonly priority?: unknown;
  readonly aggregation_key?: unknown;
  readonly source_type_name?: unknown;
}

/** In one body. An Agent sends some hundred, and the intake keeps no more by itself. */
const maxEvents = 10_000;

/**
 * Reads what an Agent posts to `/intake/`: the events it got, by their source, or the metadata of its
 * host, of which nothing is kept.
 */
export function decodeAgentIntake(body: unknown, now: number): Payload {
  const {
    events: bySource,
    internalHostname,
  }: JsonObject & {
    events?: unknown;
    internalHostname?: unknown;
  } = objectAt(body, 'the body');
  if (!isObject(bySource)) return emptyPayload;
  const host = optionalStringAt(internalHostname, 'internalHostname');
  const events: DecodedEvent[] = [];
  for (const [source, list] of Object.entries(bySource)) {
    const at = `events.${source}`;
    for (const [index, event] of arrayAt(list, at).entries()) {
      if (events.length === maxEvents)
        throw new Refusal(400, `the body has over ${maxEvents} events`);
      const where = `${at}[${index}]`;
      events.push(decodeEvent(objectAt(event, where), where, source, host, now));
    }
  }
  return { ...emptyPayload, events };
}

function decodeEvent(
  sent: EventBody,
  where: string,
  source: string,
  host: string,
  now: number,
): DecodedEvent {
  return {
    title: optionalStringAt(sent.msg_title, `${where}.msg_title`),
    text: optionalStringAt(sent.msg_text, `${where}.msg_text`),
    timestamp: optionalTimeAt(sent.timestamp, `${where}.timestamp`, now),
    host: optionalStringAt(sent.host, `${where}.host`) || host,
    tags: tagsAt(sent.tags, `${where}.tags`),
    alertType: alertTypeAt(sent.alert_type || null, `${where}.alert_type`),
    priority: priorityAt(sent.priority || null, `${where}.priority`),
    aggregationKey: optionalStringAt(sent.aggregation_key, `${where}.aggregation_key`),
    sourceTypeName: optionalStringAt(sent.source_type_name, `${where}.source_type_name`) || source,
    deviceName: '',
    relatedEventId: '',
  };
}
