import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '@dogstats/core/testing';
import { type ClientOptions, StatsD } from 'hot-shots';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type AgentFlush,
  DogStatsdListener,
  type ListenerOptions,
} from '../../src/listener/index.ts';

const clean: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of clean.splice(0).reverse()) await end();
});

async function listen(options: Partial<ListenerOptions>) {
  const flushes: AgentFlush[] = [];
  const problems: string[] = [];
  const clock = new ManualClock();
  const listener = await DogStatsdListener.listen({
    host: 'agent',
    clock,
    onFlush: (flush) => flushes.push(flush),
    onProblem: ({ message }) => problems.push(message),
    ...options,
  });
  clean.push(() => listener.close());
  const received = (messages: number): Promise<unknown> =>
    expect.poll(() => listener.stats().messages, { interval: 1 }).toBeGreaterThanOrEqual(messages);
  return { listener, flushes, problems, clock, received };
}

function hotShots(listener: DogStatsdListener, options: ClientOptions = {}): StatsD {
  const { host, port } = listener.udp ?? {};
  const client = new StatsD({ ...options, host: host as string, port: port as number });
  clean.push(() => new Promise<void>((resolve) => client.close(() => resolve())));
  return client;
}

async function socketPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dogstatsd-'));
  clean.push(() => rm(folder, { recursive: true }));
  return join(folder, 'dsd.socket');
}

const udp = { port: 0 };

function frame(payload: string): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(payload.length);
  return Buffer.concat([head, Buffer.from(payload)]);
}

it('forgets what was not handed on when it is cleared', async () => {
  const { listener, flushes, received } = await listen({ udp });
  const client = hotShots(listener, { maxBufferSize: 0 });
  client.increment('before');
  client.event('before', 'text');
  client.gauge('before', 1, { timestamp: 1_780_000_000 } as never);
  await received(3);

  listener.clear();
  client.increment('after');
  await received(4);
  listener.flush();

  expect(flushes).toHaveLength(1);
  expect(flushes[0]).toMatchObject({ series: [{ metric: 'after', values: [0.1] }], events: [] });
});

describe('over UDP', () => {
  it('aggregates what hot-shots sends: three buckets of a known program', async () => {
    const { listener, flushes, clock, received } = await listen({ udp });
    const client = hotShots(listener, { maxBufferSize: 0 });
    const cycle = [1, 2, 2, 2, 2, 2, 2, 3, 3, 3];

    for (let round = 0; round < 150; round++) {
      client.histogram('blog.app.testhist', cycle[round % 10] as number);
      client.increment('blog.app.testcounter', 2);
      await received(2 * (round + 1));
      await clock.advance(200);
    }

    expect(flushes).toHaveLength(3);
    for (const [index, { series }] of flushes.entries()) {
      const bucket = 1_780_000_000 + 10 * index;
      const values = series.map(({ metric, type, timestamps, values: [value] }) => {
        expect(timestamps).toEqual([bucket]);
        return [metric, type, value];
      });
      expect(values).toEqual([
        ['blog.app.testhist.max', 'gauge', 3],
        ['blog.app.testhist.median', 'gauge', 2],
        ['blog.app.testhist.avg', 'gauge', 2.2],
        ['blog.app.testhist.count', 'rate', 5],
        ['blog.app.testhist.95percentile', 'gauge', 3],
        ['blog.app.testcounter', 'rate', 10],
      ]);
    }
  });

  it('takes every kind of message from hot-shots', async () => {
    const { listener, flushes, clock, problems, received } = await listen({ udp });
    const client = hotShots(listener, { globalTags: { app: 'shop' } });

    client.increment('c', 3, 1, ['a:1']);
    client.gauge('g', -2.5);
    client.set('s', 'user:1');
    client.timing('t', 12);
    client.distribution('d', 7);
    client.event('Title', 'two\nlines', { alert_type: 'error', aggregation_key: 'k' });
    client.check('app.ok', client.CHECKS.CRITICAL, { message: 'down' });
    await received(7);
    await clock.advance(10_000);

    expect(problems).toEqual([]);
    const [{ series, events, serviceChecks }] = flushes as [AgentFlush];
    expect(series.map(({ metric, type, values }) => [metric, type, values[0]])).toEqual([
      ['c', 'rate', 0.3],
      ['g', 'gauge', -2.5],
      ['s', 'gauge', 1],
      ['t.max', 'gauge', 12],
      ['t.median', 'gauge', 12],
      ['t.avg', 'gauge', 12],
      ['t.count', 'rate', 0.1],
      ['t.95percentile', 'gauge', 12],
      ['d', 'distribution', 7],
    ]);
    expect(series[0]?.tags).toEqual(['a:1', 'app:shop']);
    expect(events).toMatchObject([
      { title: 'Title', text: 'two\nlines', alertType: 'error', aggregationKey: 'k' },
    ]);
    expect(serviceChecks).toMatchObject([{ name: 'app.ok', status: 2, message: 'down' }]);
  });

  it("takes what dd-trace's own client sends", async () => {
    const { listener, flushes, clock, problems, received } = await listen({ udp });
    const require = createRequire(import.meta.url);
    const { DogStatsDClient } = require('dd-trace/packages/dd-trace/src/dogstatsd.js');
    const { lookup } = require('node:dns');
    const client = new DogStatsDClient({
      host: '127.0.0.1',
      port: listener.udp?.port,
      tags: ['app:shop'],
      lookup,
    });

    client.increment('c', 3, ['a:1']);
    client.gauge('g', 2.5);
    client.distribution('d', 7);
    client.histogram('h', 4);
    client.flush();
    await received(4);
    await clock.advance(10_000);

    expect(problems).toEqual([]);
    const series = flushes
      .flatMap((flush) => flush.series)
      .filter(({ metric }) => !metric.startsWith('datadog.'));
    expect(series.slice(0, 4).map(({ metric, type, values }) => [metric, type, values[0]])).toEqual(
      [
        ['c', 'rate', 0.3],
        ['g', 'gauge', 2.5],
        ['d', 'distribution', 7],
        ['h.max', 'gauge', 4],
      ],
    );
    expect(series[0]?.tags).toEqual(['a:1', 'app:shop']);
  });

  it('counts what it gets, and tells of what is broken', async () => {
    const { listener, problems } = await listen({ udp: { ...udp, receiveBufferBytes: 65_536 } });
    const client = hotShots(listener, { maxBufferSize: 0 });

    client.gauge('g', Number.NaN);
    await expect.poll(() => listener.stats().brokenMessages).toBe(1);

    expect(problems).toEqual(['at byte 2: expected a finite number, found "NaN"']);
    expect(listener.stats()).toMatchObject({ datagrams: 1, bytes: 7, messages: 0 });
    // Linux grants twice what it is asked for.
    expect(listener.udp?.receiveBufferBytes).toBeGreaterThanOrEqual(65_536);
    expect(listener.udp?.receiveBufferBytes).toBeLessThanOrEqual(131_072);
  });

  it('hands on at close() what is still open, and does so once', async () => {
    const { listener, flushes, received } = await listen({ udp });
    const client = hotShots(listener, { maxBufferSize: 0 });
    client.increment('c');
    await received(1);

    await listener.close();
    await listener.close();

    expect(flushes).toHaveLength(1);
    expect(flushes[0]?.series).toMatchObject([{ metric: 'c', values: [0.1] }]);
  });

  it('leaves nothing open when one of its addresses is taken', async () => {
    const { listener } = await listen({ udp });
    const path = await socketPath();
    const taken = { port: listener.udp?.port };

    await expect(
      DogStatsdListener.listen({ udp: taken, socketPath: path, onFlush: () => {} }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('over a Unix socket', () => {
  async function stream() {
    const path = await socketPath();
    const rig = await listen({ socketPath: path });
    const connection = connect(path);
    clean.push(async () => connection.destroy());
    await once(connection, 'connect');
    return { ...rig, path, connection };
  }

  it('reads frames however they are split', async () => {
    const { flushes, clock, received, connection } = await stream();
    const bytes = Buffer.concat([frame('c:1|c\nc:2|c'), frame('c:4|c')]);

    for (const byte of bytes) {
      connection.write(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await received(3);
    await clock.advance(10_000);

    expect(flushes[0]?.series).toMatchObject([{ metric: 'c', values: [0.7] }]);
  });

  it('closes a connection whose frame is too long, and keeps the others', async () => {
    const { path, listener, problems, connection, received } = await stream();
    const other = connect(path);
    clean.push(async () => other.destroy());

    connection.on('error', () => {});
    connection.write(Buffer.concat([frame('c:1|c'), frame('x'.repeat(8193))]));
    await once(connection, 'close');
    other.write(frame('c:1|c'));
    await received(2);

    expect(problems).toEqual([
      'a frame of 8193 bytes is longer than 8192: its connection is closed',
    ]);
    expect(listener.stats().brokenFrames).toBe(1);
  });

  it('tells of a frame that is cut off', async () => {
    const { listener, problems, connection } = await stream();

    connection.end(frame('c:1|c').subarray(0, 6));
    await expect.poll(() => problems.length).toBeGreaterThan(0);

    expect(problems).toEqual(['a connection ended within a frame']);
    expect(listener.stats()).toMatchObject({ brokenFrames: 1, messages: 0 });
  });

  it('takes the place of a listener that died, but not of one that lives', async () => {
    const path = await socketPath();
    const dead = createServer().listen(path);
    await once(dead, 'listening');
    const { rename } = await import('node:fs/promises');
    await rename(path, `${path}.kept`);
    dead.close();
    await once(dead, 'close');
    await rename(`${path}.kept`, path);

    const { listener } = await listen({ socketPath: path });

    expect(listener.socketPath).toBe(path);
    await expect(
      DogStatsdListener.listen({ socketPath: path, onFlush: () => {} }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('never takes the place of a file that is no socket', async () => {
    const path = await socketPath();
    await writeFile(path, 'mine');

    await expect(
      DogStatsdListener.listen({ socketPath: path, onFlush: () => {} }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
