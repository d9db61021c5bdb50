import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { clock, now, paths, sendSeries } from '../client.js';

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

  test.each([
    ['slow', { slow: 40 }],
    ['delayMs', { accept: true, delayMs: 40 }],
    ['dribble', { dribble: 4 }],
  ] as const)('%s takes its time', async (_, fault) => {
    intake.respondNext(fault);
    const began = performance.now();

    expect(await exchange(point)).toMatch(/^HTTP\/1.1 202/);

    // A timer may be early by a millisecond.
    expect(performance.now() - began).toBeGreaterThan(38);
    expect(intake.total('m')).toBe(5);
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

test.each([
  { accept: true },
  { acceptThenReset: true },
  { truncate: 3 },
  { oversize: 5 },
  { dribble: 0 },
] as const)(
  'an intake that closes while a long body is stored ends with it, whatever %o had in mind',
  async (fault) => {
    intake.respondNext(fault);
    const series = Array.from(
      { length: 20_000 },
      (_, n) => `{"metric":"m","tags":["n:${n}"],"points":[[${now},1]]}`,
    );
    const waiting = fetch(intake.url + paths.v1, {
      method: 'POST',
      headers: { 'dd-api-key': 'k', 'content-type': 'application/json' },
      body: `{"series":[${series.join(',')}]}`,
    });
    waiting.catch(() => {});
    await expect.poll(() => intake.series(), { interval: 1 }).not.toEqual([]);

    await Promise.resolve();
    await intake.close();

    await expect(waiting).rejects.toThrow('fetch failed');
    expect(intake.series()).toHaveLength(20_000);
  },
);

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
