import { request } from 'node:http';
import { deflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { clock, now, paths, send, sendSeries } from '../client.js';

let intake: Intake;
beforeEach(async () => {
  intake = await createIntake({ port: 0, clock });
});
afterEach(() => intake.close());

interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what comes back is what is tested
  json: any;
}

/** `fetch` would not let a test choose these headers. */
function control(
  method: string,
  path: string,
  { body, headers = {}, at = intake }: { body?: unknown; headers?: object; at?: Intake } = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `http://127.0.0.1:${at.port}/_control/${path}`,
      { method, headers: { ...headers } },
      (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += String(chunk);
        });
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, json: JSON.parse(text) }),
        );
      },
    );
    sent.once('error', reject);
    if (method === 'POST') sent.write(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
    sent.end();
  });
}

describe('/_control/faults', () => {
  test('adds one or several, lists them, and takes them away', async () => {
    const one = await control('POST', 'faults', { body: { status: 503, count: 2 } });
    await control('POST', 'faults', { body: [{ hang: true, on: { metric: 'x' } }, { slow: 5 }] });

    expect(one).toEqual({
      status: 200,
      json: { faults: [{ id: 1, rule: { status: 503, count: 2 }, seen: 0, played: 0 }] },
    });
    expect(await sendSeries(intake, {})).toMatchObject({ status: 503 });
    expect((await control('GET', 'faults')).json.faults).toMatchObject([
      { id: 1, played: 1 },
      { id: 2, rule: { hang: true } },
      { id: 3 },
    ]);

    expect((await control('DELETE', 'faults/2')).json.faults).toMatchObject([{ id: 1 }, { id: 3 }]);
    expect((await control('DELETE', 'faults')).json).toEqual({ faults: [] });
    expect(await sendSeries(intake, {})).toMatchObject({ status: 202 });
  });

  test.each([
    ['POST', 'faults', { nonsense: 1 }, 400, /names none: give one of status/],
    ['POST', 'faults', [{ reset: true }, { status: 9 }], 400, /status: /],
    ['POST', 'faults', '{', 400, /JSON/],
    ['DELETE', 'faults/7', undefined, 404, /no fault has the id 7/],
    ['DELETE', 'faults/x', undefined, 400, /whole number, got "x"/],
    ['GET', 'payloads?limit=-1', undefined, 400, /limit has to be/],
    ['GET', 'nothing', undefined, 404, /nothing at/],
  ])('%s %s with %j is %i', async (method, path, body, status, message) => {
    const reply = await control(method, path, { body });

    expect([reply.status, reply.json.errors.join(' ')]).toEqual([
      status,
      expect.stringMatching(message),
    ]);
    expect(intake.faults()).toEqual([]);
  });

  test('works through any fault but a closed port', async () => {
    intake.addFaults({ reset: true, on: { path: '/*' } }, { hang: true });

    expect((await control('DELETE', 'faults')).status).toBe(200);
  });
});

describe('/_control/payloads', () => {
  test('shows what came, decoded, with what was wrong with it', async () => {
    const series = { metric: 'm', type: 1, points: [{ timestamp: now, value: 2 }], tags: ['a:b'] };
    const old = { metric: 'old', type: 3, points: [{ timestamp: 5, value: 2 }] };
    const body = deflateSync(JSON.stringify({ series: [series, old] }));
    await send(intake, paths.v2, new Uint8Array(body), { 'content-encoding': 'deflate' });
    await send(intake, paths.v1, '{');
    intake.respondNext({ status: 503 });
    await sendSeries(intake, {});

    const { payloads } = (await control('GET', 'payloads')).json;

    expect(payloads).toMatchObject(
      [
        {
          id: 1,
          request: { status: 202, path: paths.v2, wireBytes: body.length, series: 2 },
          problems: [expect.stringContaining('1 dropped, of "old" first: the timestamp is')],
          content: {
            series: [
              { metric: 'm', type: 'count', tags: ['a:b'], timestamps: [now], values: [2] },
              { metric: 'old', type: 'gauge' },
            ],
          },
        },
        { id: 2, request: { status: 400 }, problems: [/not valid JSON/], content: { series: [] } },
        { id: 3, request: { status: 503, fault: 'status' }, problems: [/fault status/] },
      ].map((payload) => ({
        ...payload,
        problems: payload.problems.map((problem) =>
          problem instanceof RegExp ? expect.stringMatching(problem) : problem,
        ),
      })),
    );
    expect((await control('GET', 'payloads?after=1&limit=1')).json.payloads).toMatchObject([
      { id: 3 },
    ]);
    expect(intake.payloads()).toHaveLength(3);
  });

  test('keeps a bounded number', async () => {
    for (let sent = 0; sent < 205; sent++) await send(intake, paths.v2, '{}');

    const payloads = intake.payloads({ limit: 1_000 });

    expect([payloads.length, payloads[0]?.id]).toEqual([200, 6]);
  });
});

test('/_control/state counts, /_control/reset forgets', async () => {
  await sendSeries(intake, {}, { metric: 'n', points: [[5, 1]] });
  intake.addFaults({ hang: true });

  const { json } = await control('GET', 'state');

  expect(json).toEqual({
    now: now * 1_000,
    connections: { open: 2, peak: 2, total: 2 },
    dogstatsd: null,
    persist: null,
    faults: [{ id: 1, rule: { hang: true }, seen: 0, played: 0 }],
    tenants: [
      {
        tenant: '',
        series: 1,
        points: 1,
        requests: 1,
        accepted: 1,
        dropped: [expect.objectContaining({ reason: 'too_old', count: 1 })],
        evicted: { series: 0, points: 0 },
        remoteWrite: null,
      },
    ],
  });
  expect((await control('POST', 'reset')).json).toMatchObject({
    faults: [],
    tenants: [{ series: 0, points: 0, requests: 0, dropped: [] }],
  });
  expect(intake.payloads()).toEqual([]);
});

describe('who may control', () => {
  const everything = [
    ['GET', 'state'],
    ['GET', 'payloads'],
    ['GET', 'faults'],
    ['POST', 'faults'],
    ['DELETE', 'faults'],
    ['DELETE', 'faults/1'],
    ['POST', 'reset'],
  ] as const;
  const body = { status: 503 };

  test.each(everything)('%s %s: no page from elsewhere', async (method, path) => {
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `http://127.0.0.1:${intake.port + 1}` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { host: 'evil.example' },
      { host: `evil.example:${intake.port}`, origin: `http://evil.example:${intake.port}` },
      { host: '127.0.0.1.evil.example' },
    ]) {
      expect(await control(method, path, { headers, body })).toMatchObject({ status: 403 });
    }
    expect(intake.faults()).toEqual([]);
  });

  test('its own page, and whoever is no browser', async () => {
    const host = `127.0.0.1:${intake.port}`;
    for (const headers of [
      {},
      { host: `localhost:${intake.port}` },
      { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' },
      { host, 'sec-fetch-site': 'none' },
    ]) {
      expect(await control('GET', 'state', { headers })).toMatchObject({ status: 200 });
      expect(await control('POST', 'faults', { headers, body })).toMatchObject({ status: 200 });
    }
  });

  test.each(everything)('%s %s: only with a key when there are some', async (method, path) => {
    const keyed = await createIntake({ port: 0, apiKeys: ['secret'] });
    const statusWith = async (headers: object, query = ''): Promise<number> =>
      (await control(method, path + query, { at: keyed, headers, body })).status;

    const statuses = [
      await statusWith({}),
      await statusWith({ 'dd-api-key': 'wrong' }),
      await statusWith({ 'dd-api-key': 'secret', origin: 'https://evil.example' }),
      await statusWith({ 'dd-api-key': 'secret' }),
    ];

    await keyed.close();
    const expected = path === 'faults/1' ? 404 : 200;
    expect(statuses).toEqual([403, 403, 403, expected]);
  });
});
