import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { clock, read, send, sendSeries, write } from '../client.js';

let intake: Intake;
beforeAll(async () => {
  intake = await createIntake({ port: 0, clock });
});
beforeEach(() => intake.reset());
afterAll(() => intake.close());

const path = '/api/v1/metrics/page.views';
const untouched = {
  description: null,
  short_name: null,
  type: 'count',
  unit: null,
  per_unit: null,
  statsd_interval: null,
  integration: null,
};

test('PUT answers with all there is then, and GET with the same', async () => {
  await sendSeries(intake, { metric: 'page.views' });

  expect(await read(intake, path)).toMatchObject({ status: 200, json: untouched });
  const first = await write(intake, path, { unit: 'page', description: 'pages shown' });
  const second = await write(intake, path, {
    per_unit: 'second',
    type: 'rate',
    statsd_interval: 10,
  });

  expect(first.json).toEqual({ ...untouched, unit: 'page', description: 'pages shown' });
  expect(second.json).toEqual({
    ...untouched,
    unit: 'page',
    description: 'pages shown',
    per_unit: 'second',
    type: 'rate',
    statsd_interval: 10,
  });
  expect((await read(intake, path)).json).toEqual(second.json);
});

test('the name may be encoded, and be one that objects inherit', async () => {
  await sendSeries(intake, { metric: 'a/b c' }, { metric: '__proto__' });

  expect(await write(intake, '/api/v1/metrics/a%2Fb%20c', { unit: 'byte' })).toMatchObject({
    status: 200,
  });
  expect((await read(intake, '/api/v1/metrics/__proto__')).json).toMatchObject({ unit: null });
});

test('a metric that nobody sent has none', async () => {
  expect(await read(intake, path)).toMatchObject({ status: 404 });
  expect(await write(intake, path, { unit: 'page' })).toMatchObject({ status: 404 });
});

test.each([
  [{ type: 'histogram' }, 'type must be one of "count"'],
  [{ unit: 7 }, 'unit must be a string'],
  [{ statsd_interval: 1.5 }, 'statsd_interval must be a whole number of seconds'],
  [{ statsd_interval: '10' }, 'statsd_interval must be a whole number'],
])('answers %j with 400', async (body, message) => {
  await sendSeries(intake, { metric: 'page.views' });

  const reply = await write(intake, path, body);

  expect([reply.status, reply.json.errors?.[0]]).toEqual([400, expect.stringContaining(message)]);
});

test('needs both keys, and no page from elsewhere may do it', async () => {
  await sendSeries(intake, { metric: 'page.views' });

  for (const headers of [
    { 'dd-api-key': '' },
    { 'dd-application-key': '' },
    { origin: 'http://attacker.example' },
  ]) {
    expect(await write(intake, path, { unit: 'page' }, headers)).toMatchObject({ status: 403 });
  }
  expect((await read(intake, path)).json).toEqual(untouched);
});

test('a body over a megabyte is refused', async () => {
  await sendSeries(intake, { metric: 'page.views' });

  const reply = await write(intake, path, { description: 'x'.repeat(1_048_576) });

  expect(reply.status).toBe(413);
});

describe('validate', () => {
  test('v2 answers with the organisation', async () => {
    const reply = await read(intake, '/api/v2/validate');

    expect([reply.status, reply.json]).toEqual([
      200,
      {
        data: {
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          type: 'validate_v2',
          attributes: { api_key_id: expect.any(String), api_key_scopes: [], valid: true },
        },
      },
    ]);
  });

  test('of both keys', async () => {
    const path = '/api/v2/validate_keys';

    expect(await read(intake, path)).toMatchObject({ status: 200, json: { status: 'ok' } });
    expect(await read(intake, path, { 'dd-application-key': '' })).toMatchObject({ status: 403 });
  });

  test.each(['/api/v1/validate', '/api/v2/validate'])('%s refuses a missing key', async (path) => {
    expect(await read(intake, path, { 'dd-api-key': '' })).toMatchObject({ status: 403 });
  });
});

test.each(['/intake/', '/intake', '/api/v1/metadata', '/api/v2/host_metadata'])(
  '%s takes what an Agent tells of its host',
  async (path) => {
    const body = { internalHostname: 'web-7', os: 'linux', meta: { 'socket-hostname': 'web-7' } };

    const reply = await send(intake, path, body);

    expect([reply.status, reply.text]).toEqual([202, '{"status":"ok"}']);
    expect(intake.events()).toEqual([]);
  },
);

test('/intake/ takes the events that an Agent got by DogStatsD', async () => {
  const event = { msg_title: 'Deployed', msg_text: 'all of it', timestamp: 0, tags: null };
  const events = { api: [{ ...event, alert_type: 'success', host: 'web-8' }], git: [event] };

  const reply = await send(intake, '/intake/', { events, internalHostname: 'web-7', apiKey: 'x' });

  expect(reply.status).toBe(202);
  expect(intake.events()).toMatchObject([
    { title: 'Deployed', host: 'web-8', alertType: 'success', sourceTypeName: 'api' },
    { title: 'Deployed', host: 'web-7', alertType: 'info', sourceTypeName: 'git' },
  ]);
});
