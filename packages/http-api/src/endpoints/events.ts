import { z } from 'zod';
import type { Api, Json, Result } from '../api.js';
import {
  type CallOptions,
  checkTexts,
  digitsOf,
  type Id,
  listOf,
  secondsOf,
  segment,
  type Time,
} from '../arguments.js';
import {
  type Event,
  type EventList,
  eventSchema,
  pageOfEvents,
  type StreamOptions,
} from '../calls/events.js';
import { stringifyWithId } from '../lossless-json.js';

/** The answer to `event()` and `getEvent()`. */
export interface EventAnswer extends Json {
  readonly event: Event;
}

export interface EventOptions extends CallOptions {
  /** Now by default; at most 18 hours ago. */
  readonly dateHappened?: Time | undefined;
  /** Sent as ever; Datadog's documentation knows it no more. */
  readonly handle?: string | undefined;
  readonly priority?: 'normal' | 'low' | undefined;
  readonly relatedEventId?: Id | undefined;
  readonly tags?: string | readonly string[] | undefined;
  readonly host?: string | undefined;
  readonly deviceName?: string | undefined;
  /** At most 100 characters. */
  readonly aggregationKey?: string | undefined;
  readonly sourceTypeName?: string | undefined;
  readonly alertType?: string | undefined;
  /** Further fields, named as Datadog names them. */
  readonly extra?: Json | undefined;
}

const eventAnswer: z.ZodType<EventAnswer> = z.looseObject({ event: eventSchema });
/** Posts an event. Gives its id. */
export async function event(
  api: Api,
  title: string,
  text: string,
  {
    dateHappened,
    handle,
    priority,
    relatedEventId,
    tags,
    host,
    deviceName,
    aggregationKey,
    sourceTypeName,
    alertType,
    extra,
    ...options
  }: EventOptions = {},
): Promise<Result<string, EventAnswer>> {
  checkTexts({ title, text });
  const body = {
    title,
    text,
    date_happened: secondsOf(dateHappened, 'dateHappened'),
    handle,
    priority,
    tags: tags === undefined ? undefined : listOf(tags, 'tags'),
    host,
    device_name: deviceName,
    aggregation_key: aggregationKey,
    source_type_name: sourceTypeName,
    alert_type: alertType,
    ...extra,
  };
  const related =
    relatedEventId === undefined ? undefined : digitsOf(relatedEventId, 'relatedEventId');
  const whole = await api.call(
    {
      method: 'POST',
      path: '/events',
      body: stringifyWithId(body, 'related_event_id', related),
      submits: true,
      options,
    },
    eventAnswer,
  );
  return { value: whole.event.id, whole };
}

/** The same as `event()`, as in dogapi. */
export function eventWithResponse(
  api: Api,
  title: string,
  text: string,
  options?: EventOptions,
): Promise<Result<string, EventAnswer>> {
  return event(api, title, text, options);
}

/** Gives one event. */
export async function getEvent(
  api: Api,
  eventId: Id,
  options: CallOptions = {},
): Promise<Result<Event, EventAnswer>> {
  const path = `/events/${segment(eventId, 'eventId')}`;
  const whole = await api.call({ method: 'GET', path, options }, eventAnswer);
  return { value: whole.event, whole };
}

/** Gives the events of a span of time, the latest 1,000 of them; `eachEvent()` goes on. */
export async function stream(
  api: Api,
  start: Time,
  end: Time,
  options: StreamOptions = {},
): Promise<Result<readonly Event[], EventList>> {
  const whole = await pageOfEvents(api, start, end, options, undefined);
  return { value: whole.events, whole };
}
