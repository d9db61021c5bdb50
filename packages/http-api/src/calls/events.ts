import { z } from 'zod';
import type { Api, Json } from '../api.js';
import { type CallOptions, commaList, secondsOf, type Time } from '../arguments.js';

/** An event as it is read. Ids are text: they have more digits than a number can hold. */
export interface Event extends Json {
  readonly id: string;
  readonly title?: string | undefined;
  readonly text?: string | undefined;
  /** Unix seconds. */
  readonly date_happened?: number | undefined;
}

/** The answer to `stream()`. */
export interface EventList extends Json {
  readonly events: readonly Event[];
}

export interface StreamOptions extends CallOptions {
  readonly priority?: 'normal' | 'low' | undefined;
  readonly sources?: string | readonly string[] | undefined;
  readonly tags?: string | readonly string[] | undefined;
}

const id = z.union([z.string(), z.number()]).transform(String);

/** Events have both forms of their id, or one. */
export const eventSchema: z.ZodType<Event> = z.preprocess(
  (event) => {
    const { id_str } = (event ?? {}) as { readonly id_str?: unknown };
    return typeof id_str === 'string' ? { ...(event as object), id: id_str } : event;
  },
  z.looseObject({
    id,
    title: z
      .string()
      .nullish()
      .transform((text) => text ?? undefined),
    text: z
      .string()
      .nullish()
      .transform((text) => text ?? undefined),
    date_happened: z.number().optional(),
  }),
);
const eventList: z.ZodType<EventList> = z.looseObject({ events: z.array(eventSchema) });

/** @param page from 0; only with it events come one by one, none as part of another. */
export function pageOfEvents(
  api: Api,
  start: Time,
  end: Time,
  { priority, sources, tags, ...options }: StreamOptions,
  page: number | undefined,
): Promise<EventList> {
  const query = {
    start: secondsOf(start, 'start'),
    end: secondsOf(end, 'end'),
    priority,
    sources: commaList(sources, 'sources'),
    tags: commaList(tags, 'tags'),
    page,
    unaggregated: page === undefined ? undefined : true,
  };
  return api.call({ method: 'GET', path: '/events', query, options }, eventList);
}
