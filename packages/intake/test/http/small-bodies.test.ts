import { deflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EventStore } from '../../src/events/event-store.js';
import { createIntake, type Intake } from '../../src/index.js';
import { clock, now, send, sendSeries } from '../client.js';

let intake: Intake;
beforeEach(async () => {
  intake = await createIntake({ port: 0, clock });
});
afterEach(() => intake.close());

/** A field of bytes in protobuf, with its length before it. */
function field(number: number, content: Buffer): Buffer {
  const length: number[] = [];
  let left = content.length;
  for (; left > 0x7f; left >>>= 7) length.push((left & 0x7f) | 0x80);
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length, left]), content]);
}

const empty = (number: number, times: number): Buffer =>
  Buffer.alloc(2 * times).fill(field(number, Buffer.alloc(0)));

const protobuf = { 'content-type': 'application/x-protobuf', 'content-encoding': 'deflate' };
const json = { 'content-encoding': 'deflate' };

describe('a body of some kilobytes that becomes gigabytes is refused', () => {
  test.each([
    ['points', '/api/v2/series', field(1, empty(4, 2_600_000)), protobuf, '500000 messages'],
    ['sketches', '/api/beta/sketches', empty(1, 30_000_000), protobuf, '500000 messages'],
    [
      'keys of bins',
      '/api/beta/sketches',
      field(1, field(7, field(7, Buffer.alloc(30_000_000)))),
      protobuf,
      '10000000 texts and numbers',
    ],
    [
      'samples',
      '/api/v1/distribution_points',
      Buffer.from(`{"series":[{"metric":"d","points":[[${now},[${'1,'.repeat(30_000_000)}1]]]}]}`),
      json,
      '10000000 values',
    ],
    [
      'events',
      '/intake/',
      Buffer.from(`{"events":{"a":[${'{},'.repeat(1_000_000)}{}]}}`),
      json,
      '10000 events',
    ],
  ])('%s', async (_, path, raw, headers, what) => {
    const body = deflateSync(raw, { level: 1 });

    const reply = await send(intake, path, body as BodyInit, headers);

    expect(body.length).toBeLessThan(600_000);
    expect([reply.status, reply.json.errors?.[0]]).toEqual([400, expect.stringContaining(what)]);
    expect(await sendSeries(intake, {})).toMatchObject({ status: 202 });
  });
});

test('a list of many sketches of one context is taken', async () => {
  const sketches = field(1, empty(7, 150_000));

  const reply = await send(
    intake,
    '/api/beta/sketches',
    deflateSync(sketches) as BodyInit,
    protobuf,
  );

  expect(reply.status).toBe(202);
});

test('the oldest event goes, again and again, and after all were forgotten', () => {
  const store = new EventStore(2);
  const sent = { title: 't' } as Parameters<EventStore['identify']>[0];
  const add = (count: number): string[] =>
    Array.from({ length: count }, (_, index) => {
      const event = store.identify(sent, index);
      store.add(event);
      return event.id;
    });

  expect(store.entries().map(({ id }) => id)).toEqual(add(0));
  const first = add(5);
  expect(store.entries().map(({ id }) => id)).toEqual(first.slice(-2));
  store.clear();
  const second = add(1);
  expect(store.entries().map(({ id }) => id)).toEqual(second);
  const third = add(4);
  expect(store.entries().map(({ id }) => id)).toEqual(third.slice(-2));
});
