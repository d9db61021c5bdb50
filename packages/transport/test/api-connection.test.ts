import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ApiConnection, type ApiConnectionOptions } from '../src/api.js';

const apiKey = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const appKey = 'deadbeef'.repeat(5);

let server: Server;
let baseUrl: string;
let seen: { method?: string; url?: string; headers: IncomingMessage['headers']; body: string }[];
let answer: (response: ServerResponse) => void;
beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method = '', url = '', headers } = request;
      seen.push({ method, url, headers, body });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  seen = [];
  answer = (response) => response.end('{}');
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const connect = (options: Partial<ApiConnectionOptions> = {}): ApiConnection =>
  new ApiConnection({ baseUrl, apiKey, appKey, maxAnswerBytes: 10_000, ...options });

describe.each([
  ['undici', {}],
  ['fetch', { fetch: globalThis.fetch }],
])('by %s', (_, options) => {
  let connection: ApiConnection;
  beforeEach(() => {
    connection = connect(options);
    return () => connection.close();
  });

  test('keys travel in headers, a body as JSON', async () => {
    await connection.send({ method: 'GET', path: '/api/v1/query?from=1' });
    await connection.send({ method: 'POST', path: '/api/v2/query/scalar', body: '{"a":1}' });

    expect(seen).toMatchObject([
      { method: 'GET', url: '/api/v1/query?from=1', body: '' },
      { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json' } },
    ]);
    for (const { headers, url, body } of seen) {
      expect(headers).toMatchObject({ 'dd-api-key': apiKey, 'dd-application-key': appKey });
      expect(url + body).not.toContain(apiKey);
    }
  });

  test('an answer in gzip is inflated', async () => {
    answer = (response) =>
      response.writeHead(429, { 'content-encoding': 'gzip', 'x-a': 'b' }).end(gzipSync('{"é":1}'));

    const { status, header, text } = await connection.send({ method: 'GET', path: '/api' });

    expect([status, header('x-a'), text]).toEqual([429, 'b', '{"é":1}']);
  });

  test('an answer past the bound is not read to its end', async () => {
    answer = (response) => response.end('x'.repeat(10_001));

    const sent = connection.send({ method: 'GET', path: '/api' });

    await expect(sent).rejects.toMatchObject({ code: 'ERR_NETWORK', reason: 'ANSWER_TOO_LARGE' });
  });

  test('redirects are not followed', async () => {
    answer = (response) => response.writeHead(302, { location: baseUrl }).end();

    const { status } = await connection.send({ method: 'GET', path: '/api' });

    expect(status).toBe(302);
    expect(seen).toHaveLength(1);
  });

  test('an aborted request rejects with the reason', async () => {
    const abort = new AbortController();
    answer = () => abort.abort(new Error('enough'));

    const sent = connection.send({ method: 'GET', path: '/api', signal: abort.signal });

    await expect(sent).rejects.toThrow('enough');
  });

  test('a failure names the route, without its parameters', async () => {
    answer = (response) => response.destroy();

    const sent = connection.send({ method: 'GET', path: '/api/v1/query?query=secret' });

    await expect(sent).rejects.toMatchObject({
      name: 'NetworkError',
      message: expect.stringMatching(/^GET http:\/\/127\.0\.0\.1:\d+\/api\/v1\/query failed: \w+/),
    });
  });
});

test('an answer that bursts when it is inflated is cut off', async () => {
  const connection = connect();
  answer = (response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50_000_000)));

  const sent = connection.send({ method: 'GET', path: '/api' });

  await expect(sent).rejects.toMatchObject({ reason: 'ANSWER_TOO_LARGE' });
  await connection.close();
});

test('an answer in gzip that breaks off, or is none, is a failure', async () => {
  const connection = connect();
  const whole = gzipSync('x'.repeat(5_000));
  for (const body of [whole.subarray(0, 20), Buffer.from('{}')]) {
    answer = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(body);

    const sent = connection.send({ method: 'GET', path: '/api' });

    await expect(sent).rejects.toMatchObject({
      name: 'NetworkError',
      reason: expect.stringMatching(/^Z_/),
    });
  }
  await connection.close();
});

test('a request ends at its deadline', async () => {
  const timeouts = { connectMs: 5_000, headersMs: 60_000, totalMs: 50 };
  const connection = connect({ timeouts });
  answer = () => {};

  const sent = connection.send({ method: 'GET', path: '/api' });

  await expect(sent).rejects.toMatchObject({ code: 'ERR_TIMEOUT', reason: 'TIMEOUT' });
  await connection.close();
});

test('a connection can be used after it was closed', async () => {
  const connection = connect();
  await connection.send({ method: 'GET', path: '/api' });
  await connection.close();

  await connection.send({ method: 'GET', path: '/api' });

  expect(seen).toHaveLength(2);
  await connection.close();
});

test('no inspection shows a key', () => {
  const shown = inspect(connect(), { depth: 9, showHidden: true });

  expect(shown).not.toContain(apiKey);
  expect(shown).not.toContain(appKey);
});
