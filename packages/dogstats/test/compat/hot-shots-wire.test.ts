import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DogStatsdListener } from '@dogstats/dogstatsd/listener';
import { StatsD } from 'dogstats/compat/hot-shots';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { closed, streamServer, tcpServer, udpServer } from './hot-shots-servers.js';

const TheirStatsD = createRequire(import.meta.url)('hot-shots') as typeof StatsD;

describe.each([
  ['udp', udpServer],
  ['tcp', tcpServer],
  ['stream', streamServer],
] as const)('over %s', (kind, serve) => {
  test('the same bytes arrive as from hot-shots', async () => {
    const messages: string[][] = [];
    for (const Client of [StatsD, TheirStatsD]) {
      const server = await serve();
      const client = new Client({ ...server.options, prefix: 'p', globalTags: ['env:test'] });
      client.increment('requests', 2, { route: '/a' });
      client.gauge('depth', 1);
      client.event('deployed', 'two\nlines');
      client.check('db.up', 1);
      messages.push([...(await server.until(4))]);
      await closed(client);
    }

    expect(messages[0]).toEqual(messages[1]);
  });

  test('close() sends what is buffered, and then calls back', async () => {
    const server = await serve();
    const client = new StatsD({ ...server.options, maxBufferSize: 1000 });
    client.increment('a');
    client.increment('b');
    expect(server.received).toEqual([]);
    expect(client.bufferLength).toBe(11);

    expect(await closed(client)).toBeUndefined();
    const expected = kind === 'tcp' ? ['a:1|c', 'b:1|c'] : ['a:1|c\nb:1|c'];
    expect(await server.until(expected.length)).toEqual(expected);
  });

  test('a callback is told of the bytes, and of a failure after close()', async () => {
    const { options } = await serve();
    const client = new StatsD(options);
    const sent = (): Promise<unknown[]> =>
      new Promise((resolve) => client.gauge('é', 1, (...told) => resolve(told)));

    expect(await sent()).toEqual([null, kind === 'udp' ? 6 : 7]);
    await closed(client);
    const [error] = await sent();
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toContain('Error sending hot-shots message');
  });
});

test('what is not ASCII stays whole over TCP, where hot-shots breaks it', async () => {
  const received: string[] = [];
  for (const Client of [StatsD, TheirStatsD]) {
    const server = await tcpServer();
    const client = new Client(server.options);
    client.increment('é');
    received.push(...(await server.until(1)));
    await closed(client);
  }
  expect(received).toEqual(['é:1|c', '\ufffd:1|c']);
});

test('a full buffer is sent before the next line goes in, and no datagram is larger', async () => {
  const server = await udpServer();
  const client = new StatsD({ ...server.options, maxBufferSize: 20, bufferFlushInterval: 60_000 });
  for (const name of ['aaaa', 'bbbb', 'cccc', 'a.name.that.is.longer.than.that']) {
    client.increment(name);
  }
  const flushed = new Promise((resolve) => client.flush(() => resolve(undefined)));

  await flushed;
  expect(await server.until(3)).toEqual([
    'aaaa:1|c\nbbbb:1|c',
    'cccc:1|c',
    'a.name.that.is.longer.than.that:1|c',
  ]);
  await closed(client);
});

test('an Agent’s stream socket takes what protocol uds sends, without native code', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dogstats-uds-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const socketPath = join(folder, 'dsd.socket');
  const flushed = vi.fn();
  const listener = await DogStatsdListener.listen({ socketPath, onFlush: flushed });
  const client = new StatsD({ protocol: 'uds', path: socketPath, globalTags: ['env:test'] });
  client.increment('requests', 3);
  client.increment('requests', 4);

  await closed(client);
  await expect.poll(() => listener.stats().messages).toBe(2);
  await listener.close();
  const series = flushed.mock.calls.flatMap(([{ series }]) => series);
  expect(series).toMatchObject([{ metric: 'requests', tags: ['env:test'] }]);
});

test('where the program has unix-dgram, protocol uds sends datagrams, again while there is congestion', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dogstats-dgram-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  // What is used of the native module, which CI has no compiler for.
  mkdirSync(join(folder, 'node_modules/unix-dgram'), { recursive: true });
  writeFileSync(
    join(folder, 'node_modules/unix-dgram/index.js'),
    `const { EventEmitter } = require('node:events');
     exports.calls = [];
     exports.createSocket = (type) => Object.assign(new EventEmitter(), {
       connect: (path) => exports.calls.push([type, path]),
       send(message, done) {
         exports.calls.push(message.toString());
         const isFull = exports.calls.length < 4;
         process.nextTick(done, isFull ? Object.assign(new Error('full'), { code: 'EAGAIN' }) : undefined);
       },
       close: () => exports.calls.push('closed'),
     });`,
  );
  const cwd = vi.spyOn(process, 'cwd').mockReturnValue(folder);
  onTestFinished(() => cwd.mockRestore());
  const path = '/run/dsd.socket';
  const udsRetryOptions = { retries: 3, retryDelayMs: 1 };
  const client = new StatsD({ protocol: 'uds', path, maxBufferSize: 0, udsRetryOptions });
  const told = await new Promise((resolve) => client.gauge('x', 1, (...all) => resolve(all)));
  await closed(client);

  expect(told).toEqual([null, 5]);
  const { calls } = createRequire(join(folder, 'program.js'))('unix-dgram');
  expect(calls).toEqual([['unix_dgram', path], 'x:1|g', 'x:1|g', 'x:1|g', 'closed']);
});

test('useDefaultRoute finds the gateway that hot-shots finds', () => {
  const said = vi.spyOn(console, 'log').mockImplementation(() => {});
  onTestFinished(() => said.mockRestore());
  const hosts = [StatsD, TheirStatsD].map((Client) => {
    const client = new Client({ mock: true, useDefaultRoute: true, host: 'otherwise' });
    client.close();
    return client.host;
  });
  expect(hosts[0]).toBe(hosts[1]);
});

test('telemetry counts what was sent and is sent with close(), which hot-shots does, too', async () => {
  const all: string[][] = [];
  for (const Client of [StatsD, TheirStatsD]) {
    const server = await udpServer();
    const client = new Client({ ...server.options, includeDatadogTelemetry: true });
    client.increment('a');
    client.childClient().gauge('b', 1);
    client.event('c');
    client.check('d', 0);
    await server.until(4);
    await closed(client);
    const [telemetry = ''] = (await server.until(5)).slice(4);
    all.push(
      telemetry
        .replaceAll(/client_version:[^,]*/g, 'client_version')
        .split('\n')
        .sort(),
    );
  }

  expect(all[0]).toEqual(all[1]);
  expect(all[0]).toHaveLength(7);
});

test('close() sends what was aggregated, by children, too, and nothing is held after it', async () => {
  const server = await udpServer();
  const client = new StatsD({ ...server.options, aggregation: { flushInterval: 60_000 } });
  client.childClient().increment('a', 3);
  client.increment('a', 4);

  await closed(client);
  expect(await server.until(1)).toEqual(['a:7|c']);
  client.increment('late', 1, () => {});
  expect(client.aggregator?.contexts.size).toBe(0);
});
