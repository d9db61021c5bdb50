import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { systemClock } from '@dogstats/core';
import { afterEach, describe, expect, test } from 'vitest';
import { HttpClient, type HttpRequest } from '../src/http-client.js';

const open: { server?: Server; client?: HttpClient } = {};
afterEach(async () => {
  await open.client?.close();
  open.server?.closeAllConnections();
  await new Promise((resolve) => open.server?.close(resolve) ?? resolve(undefined));
});

async function clientOf(
  listener: RequestListener,
  options: { fetch?: typeof globalThis.fetch } = {},
): Promise<HttpClient> {
  open.server = createServer(listener);
  await new Promise<void>((resolve) => open.server?.listen(0, '127.0.0.1', resolve));
  const { port } = open.server.address() as AddressInfo;
  open.client = new HttpClient({
    baseUrl: `http://127.0.0.1:${port}`,
    concurrency: 2,
    connectMs: 5_000,
    clock: systemClock,
    ...options,
  });
  return open.client;
}

const request: HttpRequest = {
  method: 'GET',
  path: '/a?b=1',
  headers: { 'DD-API-KEY': 'k' },
  timeoutMs: 30_000,
  maxBytes: 1_000,
};

describe.each([
  ['undici', {}],
  ['a given fetch', { fetch: globalThis.fetch }],
])('%s', (_name, options) => {
  test('sends any method with or without a body, and returns the whole answer', async () => {
    const seen: string[] = [];
    const client = await clientOf((incoming, outgoing) => {
      incoming.setEncoding('utf8').on('data', (text: string) => seen.push(text));
      incoming.on('end', () => {
        seen.push(`${incoming.method} ${incoming.url} ${incoming.headers['dd-api-key']}`);
        outgoing.writeHead(201, { 'X-One': 'two' }).end('{"é":1}');
      });
    }, options);

    const put = await client.request({ ...request, method: 'PUT', body: '{"a":"ü"}' });
    const get = await client.request(request);

    expect(seen).toEqual(['{"a":"ü"}', 'PUT /a?b=1 k', 'GET /a?b=1 k']);
    expect(put).toMatchObject({ status: 201, text: '{"é":1}' });
    expect('text' in get && get.header('x-one')).toBe('two');
  });

  test('an answer that stops half way is a timeout, even past its head', async () => {
    const client = await clientOf((_incoming, outgoing) => outgoing.write('{'), options);

    const reply = await client.request({ ...request, timeoutMs: 50 });

    expect(reply).toMatchObject({ error: { code: 'ERR_TIMEOUT' }, unsent: false });
    expect((reply as { error: Error }).error.message).not.toContain('b=1');
  });

  test('a longer answer than wanted is a failure', async () => {
    const client = await clientOf(
      (_incoming, outgoing) => outgoing.end('x'.repeat(1_001)),
      options,
    );

    const reply = await client.request(request);

    expect(reply).toMatchObject({ error: { reason: 'ANSWER_TOO_LARGE' }, unsent: false });
  });

  test('an answer in gzip is inflated, up to the bound', async () => {
    const bodies = [gzipSync('{"é":1}'), gzipSync('x'.repeat(1_001)), ''];
    const client = await clientOf((_incoming, outgoing) => {
      outgoing.writeHead(429, { 'Content-Encoding': 'gzip' });
      outgoing.end(bodies.shift());
    }, options);

    expect(await client.request(request)).toMatchObject({ status: 429, text: '{"é":1}' });
    expect(await client.request(request)).toMatchObject({ error: { reason: 'ANSWER_TOO_LARGE' } });
    // No body at all, though it is called one.
    expect(await client.request(request)).toMatchObject({ status: 429, text: '' });
  });

  test('redirects are not followed', async () => {
    let requests = 0;
    const client = await clientOf((_incoming, outgoing) => {
      requests++;
      outgoing.writeHead(302, { location: '/' }).end();
    }, options);

    expect(await client.request(request)).toMatchObject({ status: 302 });
    expect(requests).toBe(1);
  });

  test('an aborted signal rejects with its reason', async () => {
    const abort = new AbortController();
    const client = await clientOf(() => abort.abort(new Error('enough')), options);

    await expect(client.request({ ...request, signal: abort.signal })).rejects.toThrow('enough');
    await expect(client.request({ ...request, signal: abort.signal })).rejects.toThrow('enough');
  });
});

test('a request that waits for its turn heeds its signal, and keeps nobody from theirs', async () => {
  let answer = (): void => {};
  const client = await clientOf((_incoming, outgoing) => {
    answer = () => outgoing.end('{}');
  });
  const running = [client.request(request), client.request(request)];
  const abort = new AbortController();
  const waiting = client.request({ ...request, signal: abort.signal });
  const last = client.request(request);
  abort.abort(new Error('enough'));

  await expect(waiting).rejects.toThrow('enough');
  const timer = setInterval(() => answer(), 5);
  const reply = await last;
  clearInterval(timer);
  expect(reply).toMatchObject({ status: 200 });
  await client.close();
  await Promise.all(running);
});

test('tells a request that surely was not sent from one that may have been', async () => {
  const client = await clientOf((incoming) => incoming.socket.destroy());

  const reset = await client.request(request);
  await new Promise((resolve) => open.server?.close(resolve));
  const refused = await client.request(request);

  expect(reset).toMatchObject({ error: { code: 'ERR_NETWORK' }, unsent: false });
  expect(refused).toMatchObject({ error: { reason: 'ECONNREFUSED' }, unsent: true });
});
