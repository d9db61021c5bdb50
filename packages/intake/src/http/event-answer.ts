import type { IntakeEvent } from '../events/event.js';
import type { Stored } from './storing.js';

/**
 * An event as v1 shows it.
 *
 * The id is a number of 64 bits, as Datadog writes it: reading it into a double loses its end, which
 * is what `id_str` is for.
 */
export function eventV1(event: IntakeEvent): string {
  const { id, relatedEventId } = event;
  const rest = JSON.stringify({
    id_str: id,
    title: event.title,
    text: event.text,
    date_happened: event.timestamp,
    host: event.host === '' ? null : event.host,
    tags: event.tags,
    alert_type: event.alertType,
    priority: event.priority,
    source_type_name: event.sourceTypeName,
    device_name: event.deviceName === '' ? null : event.deviceName,
    url: pathOf(event),
  });
  const related = relatedEventId === '' ? 'null' : JSON.stringify(relatedEventId);
  return `{"id":${id},"related_event_id":${related},${rest.slice(1)}`;
}

/** Body of the 202 to a v1 event. */
export function acceptedEventV1({ events: [event] }: Stored): string {
  return event === undefined ? '{"status":"ok"}' : `{"status":"ok","event":${eventV1(event)}}`;
}

/** Body of the 202 to a v2 event. */
export function acceptedEventV2({ events: [event] }: Stored): string {
  const evt = { id: event?.id, uid: event?.uid };
  const attributes = { attributes: { evt } };
  const links = { self: event === undefined ? '' : pathOf(event) };
  return JSON.stringify({ data: { type: 'event', attributes }, links });
}

/** Where the event is answered for here. */
function pathOf({ id }: IntakeEvent): string {
  return `/api/v1/events/${id}`;
}
