import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { ManualClock } from '@dogstats/core/testing';
import { DogStats } from 'dogstats';
import { expressMetrics } from 'dogstats/express';
import { recordMetrics } from 'dogstats/testing';
import { expect, onTestFinished, test } from 'vitest';
import { ActiveRequests } from '../../src/frameworks/active-requests.js';

/** A plain server, measured by a middleware without a framework. */
async function measured(handle: (request: IncomingMessage, response: ServerResponse) => void) {
  const dogStats = new DogStats();
  const metrics = recordMetrics({ dogStats });
  const middleware = expressMetrics({ dogStats });
  const server = createServer((request, response) =>
    middleware(request, response, () => handle(request, response)),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await metrics.stop();
  });
  const { port } = server.address() as AddressInfo;
  const ended = (requests: number) =>
    expect.poll(() => metrics.count('http.server.requests')).toBe(requests);
  return { metrics, port, ended, active: () => activeIn(metrics) };
}

const activeIn = (metrics: ReturnType<typeof recordMetrics>) =>
  metrics.find('http.server.active_requests')[0]?.value;

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

test('pipelined requests whose connection is lost all come to an end', async () => {
  let begun = 0;
  const { metrics, port, ended, active } = await measured(() => void begun++);
  const warned: Error[] = [];
  const warn = (warning: Error): void => void warned.push(warning);
  process.on('warning', warn);
  onTestFinished(() => void process.off('warning', warn));

  const client = connect(port, '127.0.0.1', () => client.write(get('/hang').repeat(20)));
  await expect.poll(() => begun).toBe(20);
  expect(active()).toBe(20);
  client.destroy();
  await ended(20);

  expect(metrics.count('http.server.aborted')).toBe(20);
  expect(active()).toBe(0);
  expect(warned).toEqual([]);
});

test('pipelined requests that are answered are counted once each', async () => {
  const { metrics, port, ended, active } = await measured((_request, response) => {
    setImmediate(() => response.end('ok'));
  });

  const client = connect(port, '127.0.0.1', () => client.write(get('/fast').repeat(3)));
  await ended(3);
  client.destroy();

  expect(metrics.count('http.server.aborted')).toBe(0);
  expect(active()).toBe(0);
});

test.each([
  ['ends', 'end'],
  ['resets', 'resetAndDestroy'],
] as const)('a client that %s its connection has aborted its request', async (_how, method) => {
  let begun = false;
  const { metrics, port, ended } = await measured(() => {
    begun = true;
  });

  const client = connect(port, '127.0.0.1', () => client.write(get('/hang')));
  client.on('error', () => {});
  await expect.poll(() => begun).toBe(true);
  client[method]();
  await ended(1);

  expect(metrics.count('http.server.aborted')).toBe(1);
  expect(metrics.count('http.server.errors')).toBe(0);
});

test.each([
  ['its socket', (request: IncomingMessage) => request.socket.destroy()],
  ['an answer', (_: IncomingMessage, response: ServerResponse) => response.destroy(new Error('x'))],
])('a server that destroys %s has made an error', async (_what, destroy) => {
  const { metrics, port, ended } = await measured(destroy);

  const client = connect(port, '127.0.0.1', () => client.write(get('/')));
  client.on('error', () => {});
  await ended(1);

  expect(metrics.count('http.server.errors')).toBe(1);
  expect(metrics.count('http.server.requests', { status_class: 'none' })).toBe(1);
  expect(metrics.count('http.server.aborted')).toBe(0);
});

test('a request whose connection is gone already ends at once', async () => {
  const dogStats = new DogStats();
  const metrics = recordMetrics({ dogStats });
  onTestFinished(() => metrics.stop());
  const middleware = expressMetrics({ dogStats });
  const server = createServer((request, response) => {
    request.socket.destroy();
    response.once('close', () => middleware(request, response, () => {}));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const client = connect(port, '127.0.0.1', () => client.write(get('/')));
  client.on('error', () => {});
  await expect.poll(() => metrics.count('http.server.requests')).toBe(1);

  expect(activeIn(metrics)).toBe(0);
});

test('over HTTP/2 a request is counted once, and so is one that its client cancels', async () => {
  const dogStats = new DogStats();
  const metrics = recordMetrics({ dogStats });
  const middleware = expressMetrics({ dogStats }) as unknown as (
    request: unknown,
    response: unknown,
    next: () => void,
  ) => void;
  const server = createHttp2Server((request, response) =>
    middleware(request, response, () => {
      if (request.url === '/hang') response.write('first');
      else if (request.url === '/broken') response.stream.close(2);
      else response.end('ok');
    }),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(async () => {
    client.destroy();
    server.close();
    await metrics.stop();
  });

  const ended = (requests: number) =>
    expect.poll(() => metrics.count('http.server.requests')).toBe(requests);
  client.request({ ':path': '/' }).resume();
  await ended(1);
  const hanging = client.request({ ':path': '/hang' });
  hanging.on('error', () => {});
  await once(hanging, 'data');
  hanging.close(8);
  await ended(2);
  client
    .request({ ':path': '/broken' })
    .on('error', () => {})
    .resume();
  await ended(3);

  expect(metrics.count('http.server.aborted')).toBe(1);
  expect(metrics.count('http.server.errors')).toBe(1);
  expect(activeIn(metrics)).toBe(0);
});

test('the number of active requests is told again while there are any', async () => {
  const clock = new ManualClock();
  const told: number[] = [];
  const active = new ActiveRequests(() => ({ set: (value) => void told.push(value) }), clock);
  active.add('get', 1);
  await clock.advance(25_000);
  active.add('get', -1);
  await clock.advance(60_000);

  expect(told).toEqual([1, 1, 1, 0]);
  expect(clock.pendingTimers).toBe(0);
});
