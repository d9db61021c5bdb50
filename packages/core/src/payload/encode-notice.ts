import type { CheckNotice, EventNotice } from '../sink/notice.js';

/** The body of `POST /api/v1/events`. */
export function encodeEvent(event: EventNotice): string {
  const json = JSON.stringify({
    title: event.title,
    text: event.text,
    date_happened: Math.floor(event.timestamp),
    host: event.host,
    tags: event.tags,
    alert_type: event.alertType,
    priority: event.priority,
    aggregation_key: event.aggregationKey,
    source_type_name: event.sourceTypeName,
  });
  const { relatedEventId } = event;
  if (relatedEventId === undefined) return json;
  // An integer of 64 bits, which JSON can carry and a number of JavaScript can't.
  return `${json.slice(0, -1)},"related_event_id":${relatedEventId}}`;
}

/** The body of `POST /api/v1/check_run`. */
export function encodeChecks(checks: readonly CheckNotice[]): string {
  return JSON.stringify(
    checks.map(({ name, host, status, tags, message, timestamp }) => ({
      check: name,
      host_name: host,
      status,
      tags,
      message,
      timestamp: Math.floor(timestamp),
    })),
  );
}

/** The id of the event in an answer, as text: parsed as a number it would lose digits. */
export function eventIdIn(answer: string): string | undefined {
  return /"id_str"\s*:\s*"(\d+)"/.exec(answer)?.[1] ?? /"id"\s*:\s*"?(\d+)/.exec(answer)?.[1];
}
