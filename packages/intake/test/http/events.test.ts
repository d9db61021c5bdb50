import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { clock, now, read, send } from '../client.js';

let intake: Intake;
beforeAll(async () => {
  intake = await createIntake({ port: 0, clock, maxEvents: 10 });
});
beforeEach(() => intake.reset());
afterAll(() => intake.close());

const v1 = '/api/v1/events';
const v2 = '/api/v2/events';
const alert = {
  title: 'Disk full',
  category: 'alert',
  attributes: { status: 'error', priority: '2' },
  message: 'on all of them',
  tags: ['env:test'],
  host: 'web-7',
  timestamp: new Date((now - 60) * 1_000).toISOString(),
  aggregation_key: 'disk',
};
const asV2 = (attributes: object): object => ({ data: { type: 'event', attributes } });
const asAlert = (more: object): object =>
  asV2({ ...alert, attributes: { ...alert.attributes, ...more } });
const change = { changed_resource: { name: 'fallback', type: 'feature_flag' } };
const asChange = (more: object): object =>
  asV2({ title: 'on', category: 'change', attributes: { ...change, ...more } });
const nested = (depth: number): object => (depth === 1 ? {} : { a: nested(depth - 1) });
const keys = (count: number): [string, number][] =>
  Array.from({ length: count }, (_, n) => [`k${n}`, n]);

test('v1 takes an event with all its fields', async () => {
  const reply = await send(intake, v1, {
    title: 'Deployed',
    text: '%%% \n**1.4.0** \n %%%',
    date_happened: now - 30,
    host: 'web-7',
    tags: ['env:test'],
    alert_type: 'success',
    priority: 'low',
    aggregation_key: 'deploy',
    source_type_name: 'jenkins',
    device_name: 'sda',
    related_event_id: 12,
  });

  expect(reply.status).toBe(202);
  expect(intake.events()).toMatchObject([
    {
      title: 'Deployed',
      text: '%%% \n**1.4.0** \n %%%',
      timestamp: now - 30,
      host: 'web-7',
      tags: ['env:test'],
      alertType: 'success',
      priority: 'low',
      aggregationKey: 'deploy',
      sourceTypeName: 'jenkins',
      deviceName: 'sda',
      relatedEventId: '12',
      receivedAt: now * 1_000,
    },
  ]);
  expect(intake.requests()).toMatchObject([{ status: 202, events: 1, series: 0 }]);
});

test('an event with no more than title and text happened now', async () => {
  await send(intake, v1, { title: 'a', text: '' });

  expect(intake.events()).toMatchObject([
    { timestamp: now, alertType: 'info', priority: 'normal', host: '', tags: [] },
  ]);
});

test('the answer to v1 carries the id as a number of 64 bits and as text', async () => {
  const { text } = await send(intake, v1, { title: 'a', text: 'b' });
  const [event] = intake.events();

  expect(text).toContain(`"id":${event?.id},`);
  expect(text).toContain(`"id_str":"${event?.id}"`);
  expect(BigInt(event?.id ?? 0)).toBeGreaterThan(2n ** 53n);
  expect(BigInt(event?.id ?? 0)).toBeLessThan(2n ** 63n);
});

test('v2 takes an alert and answers with its id', async () => {
  const reply = await send(intake, v2, asV2(alert));
  const [event] = intake.events();

  expect([reply.status, reply.json]).toEqual([
    202,
    {
      data: {
        type: 'event',
        attributes: { attributes: { evt: { id: event?.id, uid: event?.uid } } },
      },
      links: { self: `/api/v1/events/${event?.id}` },
    },
  ]);
  expect(event).toMatchObject({
    title: 'Disk full',
    text: 'on all of them',
    timestamp: now - 60,
    host: 'web-7',
    alertType: 'error',
    aggregationKey: 'disk',
    v2: { category: 'alert', attributes: '{"status":"error","priority":"2"}' },
  });
});

test('v2 takes a change, and an alert with all that there may be', async () => {
  expect(await send(intake, v2, asChange({ impacted_resources: keys(100) }))).toMatchObject({
    status: 202,
  });
  expect(intake.events()).toMatchObject([{ v2: { category: 'change' }, timestamp: now }]);

  const custom = { ...Object.fromEntries(keys(99)), deep: nested(9) };
  const most = { priority: '5', links: new Array(20).fill({}), custom };
  expect(await send(intake, v2, asAlert(most))).toMatchObject({ status: 202 });
});

test.each([
  [v1, { text: 'b' }, 'title must be a string, got nothing'],
  [v1, { title: 'a' }, 'text must be a string'],
  [v1, { title: 'a', text: 'x'.repeat(4_001) }, 'text may have 4000 characters, got 4001'],
  [v1, { title: 'a', text: 'b', alert_type: 'bad' }, 'alert_type must be one of "error"'],
  [v1, { title: 'a', text: 'b', priority: 'high' }, 'priority must be one of "normal", "low"'],
  [v1, { title: 'a', text: 'b', tags: 'x' }, 'tags must be an array'],
  [v1, { title: 'a', text: 'b', date_happened: 'now' }, 'date_happened must be unix seconds'],
  [v1, { title: 'a', text: 'b', aggregation_key: 'k'.repeat(101) }, 'aggregation_key may have 100'],
  [v2, {}, 'data must be an object, got nothing'],
  [v2, { data: { type: 'incident' } }, 'data.type must be "event"'],
  [v2, asV2({ ...alert, title: 'x'.repeat(501) }), 'data.attributes.title may have 500'],
  [v2, asV2({ ...alert, category: 'other' }), 'data.attributes.category must be one of "change"'],
  [v2, asV2({ ...alert, attributes: {} }), 'data.attributes.attributes.status must be one of "ok"'],
  [v2, asAlert({ priority: 3 }), 'attributes.priority must be one of "1", "2"'],
  [v2, asAlert({ links: new Array(21).fill({}) }), 'attributes.links must be at most 20'],
  [v2, asAlert({ custom: 'x' }), 'attributes.custom must be an object'],
  [
    v2,
    asAlert({ custom: nested(11) }),
    'attributes.custom must be at most 100 properties, 10 deep',
  ],
  [v2, asAlert({ custom: Object.fromEntries(keys(101)) }), 'attributes.custom must be at most'],
  [v2, asChange({ changed_resource: {} }), 'changed_resource.name must be a string, got nothing'],
  [
    v2,
    asChange({ changed_resource: { name: 'a', type: 'x' } }),
    'type must be one of "feature_flag"',
  ],
  [v2, asChange({ impacted_resources: keys(101) }), 'impacted_resources must be at most 100'],
  [v2, asV2({ ...alert, timestamp: 'noon' }), 'data.attributes.timestamp must be a time'],
  [v2, asV2({ ...alert, tags: new Array(101).fill('a') }), 'data.attributes.tags must be at most'],
  [v2, asV2({ ...alert, host: 'h'.repeat(256) }), 'data.attributes.host may have 255'],
])('%s answers %j with 400 and the place', async (path, body, message) => {
  const reply = await send(intake, path, body);

  // Of v2 each error is an object.
  const [error] = (reply.json as { errors: (string | { detail: string })[] }).errors;
  expect(reply.status).toBe(400);
  expect(typeof error === 'string' ? error : error?.detail).toContain(message);
  expect(intake.events()).toEqual([]);
});

test('an event over 18 hours old is dropped after a 202, and drops() says why', async () => {
  const reply = await send(intake, v1, { title: 'old', text: '', date_happened: now - 64_801 });

  expect(reply.status).toBe(202);
  expect(intake.events()).toEqual([]);
  expect(intake.drops()).toMatchObject([
    { reason: 'too_old', count: 1, metric: 'old', hint: 'it is 64801 s old, 64800 s are allowed' },
  ]);
});

test('the oldest go when there are too many', async () => {
  for (let n = 0; n < 13; n++) await send(intake, v1, { title: String(n), text: '' });

  expect(intake.events().map(({ title }) => title)).toEqual(
    Array.from({ length: 10 }, (_, n) => String(n + 3)),
  );
});

describe('reading back', () => {
  test('an event is found by its id, and by what a double makes of it', async () => {
    await send(intake, v1, { title: 'first', text: '' });
    await send(intake, v1, { title: 'second', text: '' });

    for (const { id, title } of intake.events()) {
      const exact = await read(intake, `${v1}/${id}`);
      const rounded = await read(intake, `${v1}/${Number(id)}`);
      expect([exact.status, rounded.status]).toEqual([200, 200]);
      expect(exact.text).toContain(`"title":"${title}"`);
      expect(rounded.text).toBe(exact.text);
    }
  });

  test.each(['0', 'x', '9223372036854775807', '__proto__', '..%2f..%2fetc'])(
    'no event has the id %s',
    async (id) => {
      await send(intake, v1, { title: 'a', text: '' });

      expect(await read(intake, `${v1}/${id}`)).toMatchObject({ status: 404 });
    },
  );

  test('a span of time, newest first, by priority, sources and tags', async () => {
    const common = { text: '', host: 'h' };
    await send(intake, v1, { ...common, title: '1', date_happened: now - 90, tags: ['a:1'] });
    await send(intake, v1, { ...common, title: '2', date_happened: now - 60, tags: ['a:1', 'b'] });
    await send(intake, v1, { ...common, title: '3', priority: 'low', source_type_name: 'git' });

    const titles = async (query: string): Promise<string[]> => {
      const { json } = await read(intake, `${v1}?start=${now - 70}&end=${now}&${query}`);
      return (json as { events: { title: string }[] }).events.map(({ title }) => title);
    };
    expect(await titles('')).toEqual(['3', '2']);
    expect(await titles('priority=low')).toEqual(['3']);
    expect(await titles('sources=git,svn')).toEqual(['3']);
    expect(await titles('tags=a:1,host:h')).toEqual(['2']);
    expect(await titles('page=1')).toEqual([]);
    expect(await read(intake, v1)).toMatchObject({ status: 400 });
  });

  test('needs both keys', async () => {
    const path = `${v1}?start=0&end=1`;

    expect(await read(intake, path, { 'dd-application-key': '' })).toMatchObject({ status: 403 });
    expect(await read(intake, path, { 'dd-api-key': '' })).toMatchObject({ status: 403 });
    expect(
      await read(intake, `${path}&api_key=a&application_key=b`, {
        'dd-application-key': '',
        'dd-api-key': '',
      }),
    ).toMatchObject({ status: 200 });
  });

  test('is not for a web site whose name leads here', async () => {
    const headers = { host: 'attacker.example' };

    expect(await read(intake, `${v1}?start=0&end=1`, headers)).toMatchObject({ status: 403 });
  });
});

test('ids ascend and differ even as doubles, however the clock goes', async () => {
  const times = fc.array(fc.integer({ min: 1_700_000_000_000, max: 2_100_000_000_000 }), {
    minLength: 1,
    maxLength: 50,
  });
  const { EventStore } = await import('../../src/events/event-store.js');
  fc.assert(
    fc.property(times, (times) => {
      const store = new EventStore(10);
      const ids = times.map((time) => store.identify({} as never, time).id);
      const numbers = ids.map(Number);
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      for (const id of ids) expect(BigInt(id)).toBeLessThan(2n ** 63n);
    }),
  );
});

test('a refusal of v2 has the title of its status', async () => {
  const encoded = { 'content-encoding': 'br' };

  const { status, text } = await send(intake, v2, asAlert({}), encoded);

  expect(status).toBe(415);
  expect(JSON.parse(text).errors).toMatchObject([
    { status: '415', title: 'Unsupported Media Type' },
  ]);
});
