import http from 'node:http';
import nock from 'nock';
import { request, fetch as undiciFetch } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { HttpSink } from '../src/index.js';
import { countPoint } from './make-points.js';

/** Nothing listens there: what nock does not see fails. */
const origin = 'http://127.0.0.1:9';

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

describe('what this version of nock sees', () => {
  const clients: Record<string, () => Promise<number | undefined>> = {
    'node:http': () =>
      new Promise((resolve, reject) => {
        http
          .get(`${origin}/x`, (answer) => resolve(answer.resume().statusCode))
          .once('error', reject);
      }),
    'global fetch': async () => (await fetch(`${origin}/x`)).status,
    'undici.request': async () => (await request(`${origin}/x`)).statusCode,
    'undici.fetch': async () => (await undiciFetch(`${origin}/x`)).status,
  };

  test.each([
    ['node:http', true],
    ['global fetch', true],
    ['undici.request', false],
    ['undici.fetch', false],
  ])('%s: %j', async (client, seen) => {
    nock(origin).get('/x').reply(299);

    const status = await clients[client]?.().catch(() => undefined);

    expect(status === 299).toBe(seen);
  });
});

test('a sink that is given a fetch can be tested with nock', async () => {
  const apiKey = 'c0ffee00c0ffee00c0ffee00c0ffee00';
  const bodies: unknown[] = [];
  nock('https://api.datadoghq.com', { reqheaders: { 'dd-api-key': apiKey } })
    .post('/api/v2/series', (body) => bodies.push(body) > 0)
    .reply(503)
    .post('/api/v2/series')
    .reply(202, { errors: [] });
  const sink = new HttpSink({ apiKey, fetch: globalThis.fetch, random: () => 0 });
  const bucket = Math.floor(Date.now() / 10_000) * 10;

  const report = await sink.write(
    { points: [countPoint('a', bucket, 2, 2)] },
    { signal: new AbortController().signal, deadline: Number.POSITIVE_INFINITY },
  );

  expect(report).toMatchObject({ accepted: 2, errors: [{ status: 503 }] });
  expect(nock.isDone()).toBe(true);
  expect(bodies).toHaveLength(1);
  await sink.close();
});
