import { expect, test } from 'vitest';
import { now, send } from '../client.js';
import { first, intake, useFeed } from './rig.js';

useFeed();

test('events are told by when they happened, however late they came', async () => {
  for (const [title, back] of [
    ['second', 50],
    ['first', 10],
    ['third', 90],
  ] as const) {
    const event = { title, text: '', date_happened: now - back };
    await send(intake, '/api/v1/events', event);
  }

  const { events } = await first({ view: 'notices' }, 'notices');
  expect(events.map(({ title }: { title: string }) => title)).toEqual(['first', 'second', 'third']);
});
