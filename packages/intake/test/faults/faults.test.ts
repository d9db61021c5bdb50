import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createIntake, type FaultRule, type Intake } from '../../src/index.js';
import { clock, now, paths, send, sendDistribution, sendSeries } from '../client.js';

let intake: Intake;
beforeEach(async () => {
  intake = await createIntake({ port: 0, clock });
});
afterEach(() => intake.close());

const failed = (fault: string) => [
  expect.objectContaining({ status: 0, fault, errors: [`fault ${fault}: left without an answer`] }),
];

describe('respondNext()', () => {
  test('plays faults in order, then service is normal again', async () => {
    intake.respondNext({ status: 503 }, { status: 429, headers: { 'x-ratelimit-reset': '7' } });

    const statuses: number[] = [];
    for (let turn = 0; turn < 3; turn++) statuses.push((await sendSeries(intake, {})).status);

    expect(statuses).toEqual([503, 429, 202]);
    expect(intake.total('m')).toBe(1);
    expect(intake.requests().map(({ status }) => status)).toEqual([503, 429, 202]);
    expect(intake.faults()).toEqual([]);
  });

  test('is used up by nothing but payloads', async () => {
    intake.respondNext({ status: 503 });

    await fetch(`${intake.url}/`);
    const valid = await fetch(`${intake.url}/api/v1/validate`, { headers: { 'dd-api-key': 'k' } });

    expect(valid.status).toBe(200);
    expect(await sendSeries(intake, {})).toMatchObject({ status: 503 });
  });
});

describe('status', () => {
  test('brings its own headers and body, and stores nothing', async () => {
    const headers = { 'retry-after': '3', 'Content-Type': 'text/html' };
    intake.respondNext({ status: 500, headers, body: '<h1>no</h1>' });

    const response = await fetch(intake.url + paths.v2, { method: 'POST', body: 'x' });

    expect(response.status).toBe(500);
    expect(response.headers.get('retry-after')).toBe('3');
    expect(response.headers.get('content-type')).toBe('text/html');
    expect(await response.text()).toBe('<h1>no</h1>');
    expect(intake.series()).toEqual([]);
    expect(intake.requests()).toMatchObject([{ status: 500, wireBytes: 1, fault: 'status' }]);
  });

  test('can be a redirect', async () => {
    intake.respondNext({ status: 307, headers: { location: 'http://127.0.0.1:1/' } });

    const response = await fetch(intake.url + paths.v2, { method: 'POST', redirect: 'manual' });

    expect([response.status, response.headers.get('location')]).toEqual([
      307,
      'http://127.0.0.1:1/',
    ]);
  });
});

/** All bytes that come back for one request on a connection of its own, or the code of its error. */
function exchange(body = '{"series":[]}'): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(intake.port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    socket.once('end', () => resolve(text));
    socket.write(
      `POST ${paths.v2} HTTP/1.1\r\nHost: 127.0.0.1\r\nDD-API-KEY: k\r\nConnection: close\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
  });
}

const point = JSON.stringify({
  series: [{ metric: 'm', type: 1, points: [{ timestamp: now, value: 5 }] }],
});

describe('what comes back with', () => {
  test('reset is an RST, and nothing is stored', async () => {
    intake.respondNext({ reset: true });

    expect(await exchange(point)).toBe('ECONNRESET');

    expect(intake.series()).toEqual([]);
    expect(intake.requests()).toEqual(failed('reset'));
  });

  test('acceptThenReset is an RST, and the payload is stored', async () => {
    intake.respondNext({ acceptThenReset: true });

    expect(await exchange(point)).toBe('ECONNRESET');

    expect(intake.total('m')).toBe(5);
    expect(intake.requests()).toMatchObject([{ status: 202, series: 1, fault: 'acceptThenReset' }]);
  });

  test('close is the end of the connection', async () => {
    intake.respondNext({ close: true });

    expect(await exchange(point)).toBe('');

    expect(intake.series()).toEqual([]);
    expect(intake.requests()).toEqual(failed('close'));
  });

  test('garbage is no HTTP', async () => {
    intake.respondNext({ garbage: true }, { garbage: 'SSH-2.0-x' });

    expect(await exchange()).toMatch(/^220 mail/);
    expect(await exchange()).toBe('SSH-2.0-x');
  });

  test('truncate is a whole head and the beginning of a body', async () => {
    intake.respondNext({ truncate: 3 }, { truncate: 1_000 });

    const [head, body] = (await exchange(point)).split('\r\n\r\n');
    const [, almostAll] = (await exchange(point)).split('\r\n\r\n');

    expect(head).toMatch(/^HTTP\/1.1 202 Accepted\r\n.*content-length: 13/is);
    expect([body, almostAll]).toEqual(['{"e', '{"errors":[]']);
    expect(intake.total('m')).toBe(5);
  });

  test('dribble is all of the answer, byte by byte', async () => {
    intake.respondNext({ dribble: 1 });

    const [head, body] = (await exchange(point)).split('\r\n\r\n');

    expect(head).toMatch(/^HTTP\/1.1 202/);
    expect(body).toBe('{"errors":[]}');
  });

  test('oversize is a 202 with too much in it', async () => {
    intake.respondNext({ oversize: 200_000 });

    const [head, body] = (await exchange(point)).split('\r\n\r\n');

    expect(head).toMatch(/^HTTP\/1.1 202/);
    expect(body).toHaveLength(200_000);
    expect(intake.total('m')).toBe(5);
  });

  test('informational is another head first', async () => {
    intake.respondNext({ informational: 103 });

    expect(await exchange(point)).toMatch(
      /^HTTP\/1.1 103 Early Hints\r\n\r\nHTTP\/1.1 202 Accepted\r\n/,
    );
  });

  test('accept and slow is what comes without a fault', async () => {
    const text = (await exchange(point)).replace(/date:.*\r\n/i, '');
    intake.respondNext({ accept: true }, { slow: 1 }, { accept: true, delayMs: 1 });

    for (let turn = 0; turn < 3; turn++) {
      expect((await exchange(point)).replace(/date:.*\r\n/i, '')).toBe(text);
    }
    expect(intake.requests().map(({ fault }) => fault)).toEqual([
      undefined,
      'accept',
      'slow',
      'accept',
    ]);
  });
});

test('hang reads the request and says nothing, until the client or the intake has enough', async () => {
  intake.respondNext({ hang: true }, { hang: true });
  const abort = new AbortController();
  const impatient = fetch(intake.url + paths.v2, { method: 'POST', signal: abort.signal });
  const patient = exchange();
  await expect.poll(() => intake.requests()).toHaveLength(2);

  abort.abort();
  await expect(impatient).rejects.toThrow(/abort/);
  await intake.close();
  expect(['', 'ECONNRESET']).toContain(await patient);
});

test('slow answers end with the intake', async () => {
  intake.respondNext({ slow: 3_600_000 }, { hang: true, delayMs: 3_600_000 });
  const waiting = [exchange(point), exchange(point)];
  await intake.waitFor('m');

  await intake.close();

  await Promise.all(waiting);
});

test('resetOnConnect breaks off what connects, kept connections excepted', async () => {
  expect(await sendSeries(intake, {})).toMatchObject({ status: 202 });
  intake.respondNext({ resetOnConnect: true });

  await expect(sendSeries(intake, {})).rejects.toThrow('fetch failed');

  expect(await sendSeries(intake, {})).toMatchObject({ status: 202 });
});

test('refuse closes the port for a while, with every connection', async () => {
  intake.respondNext({ refuse: 20 });

  expect(await exchange()).toBe('ECONNRESET');

  await expect.poll(() => exchange(), { interval: 10 }).toMatch(/^HTTP\/1.1 202/);
  await intake.close();
});

test('stopListening() and listenAgain() are an outage under control', async () => {
  await sendSeries(intake, {});
  await intake.stopListening();

  expect(await exchange()).toBe('ECONNREFUSED');

  await intake.listenAgain();
  expect(await sendSeries(intake, {})).toMatchObject({ status: 202 });
  expect(intake.requests()).toHaveLength(2);
});

test('an intake closes while its port is closed', async () => {
  intake.respondNext({ refuse: 3_600_000 });
  await exchange();

  await intake.close();
});

test('a kept connection goes on after a fault that answers', async () => {
  intake.respondNext({ status: 503 }, { slow: 0 }, { oversize: 10 }, { dribble: 0 });
  const statuses: number[] = [];

  for (let turn = 0; turn < 5; turn++) {
    const response = await fetch(intake.url + paths.v2, { method: 'POST', body: '{' });
    statuses.push(response.status);
    await response.arrayBuffer();
  }

  expect(statuses).toEqual([503, 403, 403, 403, 403]);
});

describe('a rule', () => {
  /** Statuses of v2 payloads with these metrics, one after the other. */
  async function statusesOf(...metrics: string[]): Promise<number[]> {
    const statuses: number[] = [];
    for (const metric of metrics) {
      statuses.push((await sendSeries(intake, { metric }, { metric: 'other' })).status);
    }
    return statuses;
  }

  test('stays until it is cleared, or for so many requests', async () => {
    intake.addFaults({ status: 503, count: 2 });
    expect(await statusesOf('a', 'a', 'a')).toEqual([503, 503, 202]);

    intake.addFaults({ status: 500 });
    expect(await statusesOf('a', 'a')).toEqual([500, 500]);
    expect(intake.faults()).toEqual([{ id: 2, rule: { status: 500 }, seen: 2, played: 2 }]);

    intake.clearFaults();
    expect(await statusesOf('a')).toEqual([202]);
  });

  test('may be for the n-th request only', async () => {
    intake.addFaults({ status: 503, nth: 3 });

    expect(await statusesOf('a', 'a', 'a', 'a')).toEqual([202, 202, 503, 202]);
    expect(intake.faults()).toEqual([]);
  });

  test('may be for a metric, and the payload is served whole otherwise', async () => {
    intake.addFaults(
      { status: 400, on: { metric: 'bad' } },
      { status: 418, on: { metric: 'x.*' } },
    );

    expect(await statusesOf('good', 'bad', 'x.y', 'xy')).toEqual([202, 400, 418, 202]);
    expect(intake.total('good')).toBe(1);
    expect(await sendDistribution(intake, 'bad', [[now, [1]]])).toMatchObject({ status: 400 });
  });

  test('may be for a path, a method, a key', async () => {
    intake.addFaults(
      { status: 500, on: { path: paths.v1 } },
      { status: 501, on: { path: '/api/v1/val*' } },
      { status: 403, on: { key: 'old' } },
      { status: 502, on: { method: 'GET', path: '/api/v2/series' } },
    );
    const validate = `${intake.url}/api/v1/validate`;

    expect(await send(intake, paths.v1, { series: [] })).toMatchObject({ status: 500 });
    expect(await send(intake, paths.v2, { series: [] })).toMatchObject({ status: 202 });
    expect((await fetch(validate)).status).toBe(501);
    expect(await send(intake, paths.v2, {}, { 'dd-api-key': 'old' })).toMatchObject({
      status: 403,
      text: '{"errors":["fault: answered 403"]}',
    });
    expect((await fetch(intake.url + paths.v2)).status).toBe(502);
  });

  test('may be for large bodies', async () => {
    intake.addFaults({ status: 413, on: { bodyOverBytes: 1_000 } });

    expect(await statusesOf('a', 'a'.repeat(1_000))).toEqual([202, 413]);
  });

  test('may be for queries over a long time, in the address or the body', async () => {
    intake.addFaults({ status: 504, on: { windowOverSeconds: 3_600 } });
    const get = (from: number, to: number) =>
      fetch(`${intake.url}/api/v1/query?query=a&from=${from}&to=${to}`);
    const post = (from: number, to: number) =>
      fetch(`${intake.url}/api/v2/query/timeseries`, {
        method: 'POST',
        body: JSON.stringify({ data: { attributes: { from, to } } }),
      });

    const answers = [get(0, 3_600), get(0, 3_601), post(0, 3_600_000), post(0, 3_600_001)];
    const statuses = (await Promise.all(answers)).map(({ status }) => status === 504);

    expect(statuses).toEqual([false, true, false, true]);
    expect(await statusesOf('a')).toEqual([202]);
  });

  test('of those that match the first one that is due is played', async () => {
    intake.addFaults({ status: 500, nth: 2 }, { status: 503, count: 1 }, { accept: true });

    expect(await statusesOf('a', 'a', 'a')).toEqual([503, 500, 202]);
  });

  test('may come by chance', async () => {
    await intake.close();
    const draws = [0.1, 0.5, 0.29, 0.3];
    intake = await createIntake({ port: 0, clock, random: () => draws.shift() ?? 1 });
    intake.addFaults({ status: 503, probability: 0.3 });

    expect(await statusesOf('a', 'a', 'a', 'a')).toEqual([503, 202, 503, 202]);
  });

  test.each<[unknown, RegExp]>([
    [{}, /names none: give one of status, accept, .*reset/],
    ['reset', /names none/],
    [null, /names none/],
    [{ status: 99 }, /"status":99.*status: /],
    [{ status: '503' }, /status: /],
    [{ delay: 1 }, /names none/],
    [{ reset: true, hang: true }, /reset and hang are two/],
    [{ reset: false }, /reset: /],
    [{ hang: true, prob: 1 }, /prob/],
    [{ hang: true, probability: 2 }, /probability: /],
    [{ hang: true, on: { metrics: 'a' } }, /metrics/],
    [{ status: 200, headers: { 'a b': 'c' } }, /headers\.a b: /],
    [{ status: 200, headers: { a: 'b\r\nc: d' } }, /header value/],
    [{ resetOnConnect: true, on: { key: 'k' } }, /takes no "on"/],
    [{ slow: 1e9 }, /slow: /],
  ])('%j is refused, and nothing with it is added', (rule, message) => {
    const add = (): unknown => intake.addFaults({ hang: true }, rule as FaultRule);

    expect(add).toThrow(expect.objectContaining({ code: 'ERR_OPTIONS' }));
    expect(add).toThrow(message);
    expect(intake.faults()).toEqual([]);
  });
});

test('faults are for clients: a page, its feed and pages from elsewhere get none', async () => {
  intake.addFaults({ status: 503, on: { path: '/*' } });

  expect((await fetch(intake.url)).status).toBe(200);
  const foreign = await send(intake, paths.v2, {}, { origin: 'https://evil.example' });
  expect(foreign.status).toBe(403);
  expect((await send(intake, paths.v2, {})).status).toBe(503);
});

test('a client that goes away while a fault looks at its body is none', async () => {
  intake.addFaults({ status: 503, on: { metric: 'm' } });
  await new Promise<void>((resolve) => {
    const headers = { 'content-length': 100, 'dd-api-key': 'k' };
    const sent = httpRequest(intake.url + paths.v2, { method: 'POST', headers });
    sent.once('error', () => resolve());
    sent.write('{', () => sent.destroy());
  });

  await expect
    .poll(() => intake.requests())
    .toMatchObject([{ errors: expect.arrayContaining(['the body ended early']) }]);
  expect(intake.faults()).toMatchObject([{ played: 0 }]);
});
