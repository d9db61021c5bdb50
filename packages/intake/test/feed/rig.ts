import { afterEach, beforeEach } from 'vitest';
import type { Watch } from '../../src/feed/watch.js';
import { createIntake, type Intake } from '../../src/index.js';
import { now } from '../client.js';

export interface FeedEvent {
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: each event has a shape of its own
  data: any;
}

export let intake: Intake;
let time: number;

/** An intake for each test of a file. */
export function useFeed(): void {
  beforeEach(async () => {
    time = now;
    intake = await createIntake({ port: 0, clock: { now: () => time * 1_000 } });
  });
  afterEach(() => intake.close());
}

/** Lets time pass on the clock of the intake. */
export function passSeconds(passed: number): void {
  time += passed;
}

/** Reads the events of one page until nobody wants more. */
export async function* events(watch: Partial<Watch> = {}): AsyncGenerator<FeedEvent> {
  const response = await fetch(
    `${intake.url}/feed?watch=${encodeURIComponent(JSON.stringify(watch))}`,
  );
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const [event = '', data = ''] = part.split('\n');
      yield { event: event.slice(7), data: JSON.parse(data.slice(6)) };
    }
  }
}

export async function next(
  feed: AsyncGenerator<FeedEvent>,
  event: string,
): Promise<FeedEvent['data']> {
  for (;;) {
    const { value, done } = await feed.next();
    if (done === true) throw new Error(`the feed ended before ${event}`);
    if (value.event === event) return value.data;
  }
}

/** What a page is told first of the view that it looks at. */
export async function first(watch: Partial<Watch>, event = 'board'): Promise<FeedEvent['data']> {
  const feed = events(watch);
  const data = await next(feed, event);
  await feed.return(undefined);
  return data;
}

export function look(id: string, watch: Partial<Watch>): Promise<Response> {
  const body = JSON.stringify({ id, ...watch });
  return fetch(`${intake.url}/feed/watch`, { method: 'POST', body });
}
