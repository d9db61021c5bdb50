import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { systemClock } from '@dogstats/transport/http-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { httpTransport, type Transport } from '../src/engine/transport.js';

const apiKey = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const appKey = 'deadbeef'.repeat(5);
const { signal } = new AbortController();

let server: Server;
let transport: Transport;
let seen: { url: string; headers: IncomingMessage['headers']; body: string }[];
let answer: (response: ServerResponse) => void;
beforeEach(async () => {
  seen = [];
  answer = (response) => response.end('{}');
  server = createServer((request, response) => {
    void text(request).then((body) => {
      seen.push({ url: request.url ?? '', headers: request.headers, body });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  transport = httpTransport({
    ...{ baseUrl: `http://127.0.0.1:${port}`, apiKey, appKey, clock: systemClock },
    ...{ connectMs: 5_000, totalMs: 30_000, maxAnswerBytes: 10_000 },
  });
});
afterEach(async () => {
  await transport.close?.();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('keys travel in headers, a body as JSON', async () => {
  await transport.send({ method: 'GET', path: '/api/v1/query?from=1', signal });
  await transport.send({ method: 'POST', path: '/api/v2/query/scalar', body: '{"a":1}', signal });

  expect(seen).toMatchObject([
    { url: '/api/v1/query?from=1', body: '' },
    { body: '{"a":1}', headers: { 'content-type': 'application/json' } },
  ]);
  for (const { headers, url, body } of seen) {
    expect(headers).toMatchObject({ 'dd-api-key': apiKey, 'dd-application-key': appKey });
    expect(url + body).not.toContain(apiKey);
  }
  expect(inspect(transport, { depth: 9, showHidden: true })).not.toContain(apiKey);
});

test('an answer that bursts when it is inflated is too large', async () => {
  const burst = gzipSync(Buffer.alloc(50_000_000));
  answer = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(burst);

  const { status, tooLarge } = await transport.send({ method: 'GET', path: '/api', signal });

  expect([status, tooLarge]).toEqual([0, true]);
});

test('silence is status 0, and names the route without its parameters', async () => {
  answer = (response) => response.destroy();

  const path = '/api/v1/query?query=secret';
  const { status, text, tooLarge } = await transport.send({ method: 'GET', path, signal });

  expect([status, tooLarge]).toEqual([0, false]);
  expect(text).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/api\/v1\/query failed: \w+/);
});

test('can be used after it was closed', async () => {
  await transport.send({ method: 'GET', path: '/api', signal });
  await transport.close?.();

  await transport.send({ method: 'GET', path: '/api', signal });

  expect(seen).toHaveLength(2);
});
