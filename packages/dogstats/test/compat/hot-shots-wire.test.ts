import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { DogStatsdListener } from '@dogstats/dogstatsd/listener';
import { type ClientOptions, StatsD } from 'dogstats/compat/hot-shots';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

const TheirStatsD = createRequire(import.meta.url)('hot-shots') as typeof StatsD;

interface Server {
  readonly options: ClientOptions;
  readonly received: string[];
  /** Resolves once so many messages, or lines of a stream, are there. */
  until(count: number): Promise<string[]>;
}

/** A mailbox that says when it has enough. */
function mailbox(options: ClientOptions): Server & { take(message: string): void } {
  const received: string[] = [];
  const waiting: { count: number; resolve: (messages: string[]) => void }[] = [];
  return {
    options,
    received,
    take(message) {
      received.push(message);
      for (const one of waiting) if (received.length >= one.count) one.resolve(received);
    },
    until: (count) =>
      new Promise((resolve) => {
        if (received.length >= count) resolve(received);
        else waiting.push({ count, resolve });
      }),
  };
}

async function udpServer(): Promise<Server> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  const box = mailbox({ protocol: 'udp', host: '127.0.0.1', port: socket.address().port });
  socket.on('message', (message) => box.take(message.toString()));
  return box;
}

async function tcpServer(): Promise<Server & { readonly sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    let rest = '';
    socket.on('data', (data) => {
      const lines = (rest + data).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) box.take(line);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const { port } = server.address() as { port: number };
  const box = mailbox({ protocol: 'tcp', host: '127.0.0.1', port });
  return { ...box, sockets };
}

async function streamServer(): Promise<Server> {
  const stream = new Writable({
    write(chunk, _encoding, done) {
      box.take(String(chunk).replace(/\n$/, ''));
      done();
    },
  });
  const box = mailbox({ protocol: 'stream', stream });
  return box;
}

const closed = (client: StatsD): Promise<Error | undefined> =>
  new Promise((resolve) => client.close(resolve));

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

describe('errors', () => {
  test('of a name that is not found go to the callback, or to the handler', async () => {
    for (const cacheDns of [false, true]) {
      const errors: Error[] = [];
      const client = new StatsD({
        host: 'nowhere.invalid',
        cacheDns,
        errorHandler: (error) => errors.push(error),
      });
      const told = await new Promise<Error | undefined>((resolve) =>
        client.gauge('x', 1, (error) => resolve(error)),
      );
      client.gauge('x', 1);
      await expect.poll(() => errors).toHaveLength(1);

      expect((told as NodeJS.ErrnoException).code).toMatch(/ENOTFOUND|EAI_AGAIN/);
      expect((errors[0] as NodeJS.ErrnoException).code).toMatch(/ENOTFOUND|EAI_AGAIN/);
      await closed(client);
    }
  });

  test('go to the console without a handler, and a handler that throws ends nothing', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => said.mockRestore());
    const silent = new StatsD({ protocol: 'carrier-pigeon' as never });
    const thrower = new StatsD({
      protocol: 'stream',
      errorHandler: () => {
        throw new Error('handler');
      },
    });

    expect(String(said.mock.calls[0]?.[0])).toContain("Unsupported protocol 'carrier-pigeon'");
    expect(String(said.mock.calls[1]?.[0])).toContain('errorHandler threw inside socket set-up');
    await expect(closed(silent)).resolves.toBeUndefined();
    await expect(closed(thrower)).resolves.toBeUndefined();
  });

  test('a TCP connection that breaks is made anew, but not too often', async () => {
    const server = await tcpServer();
    const errors: Error[] = [];
    const client = new StatsD({
      ...server.options,
      tcpGracefulRestartRateLimit: 60_000,
      errorHandler: (error) => errors.push(error),
    });
    const child = client.childClient();
    client.increment('before');
    await server.until(1);
    const first = client.socket;
    first.emit('error', new Error('too soon'));
    expect(client.socket).toBe(first);

    vi.setSystemTime(Date.now() + 120_000);
    onTestFinished(() => void vi.useRealTimers());
    first.emit('error', new Error('broken'));
    expect(client.socket).not.toBe(first);
    expect(child.socket).toBe(client.socket);
    client.increment('after');

    expect(await server.until(2)).toEqual(['before:1|c', 'after:1|c']);
    expect(errors.map(String)).toEqual(['Error: too soon', 'Error: broken']);
    await closed(client);
  });

  test('a peer that doesn’t read is not given more than it may hold', async () => {
    const server = await tcpServer();
    const client = new StatsD({ ...server.options, errorHandler: () => {} });
    client.increment('first');
    await server.until(1);
    server.sockets[0]?.pause();
    const codes = new Set<string | undefined>();
    const name = 'x'.repeat(10_000);
    for (let call = 0; call < 1000; call++) {
      client.increment(name, 1, (error) => codes.add((error as NodeJS.ErrnoException)?.code));
    }

    await expect.poll(() => codes).toContain('HOTSHOTS_WRITE_QUEUE_FULL');
    server.sockets[0]?.destroy();
    await closed(client);
  });
});

test('cacheDns asks once for all messages, and takes a look-up of the caller’s', async () => {
  const server = await udpServer();
  const asked: string[] = [];
  const lookup = (host: string, _options: unknown, told: (...all: unknown[]) => void): void => {
    asked.push(host);
    told(null, host === 'agent.test' ? '127.0.0.1' : host, 4);
  };
  const client = new StatsD({
    ...server.options,
    host: 'agent.test',
    cacheDns: true,
    cacheDnsTtl: 60_000,
    udpSocketOptions: { type: 'udp4', lookup: lookup as never },
  });
  for (let call = 0; call < 5; call++) client.increment('x');

  await server.until(5);
  // The socket asks for each datagram, too, but with an address.
  expect(asked.filter((host) => host === 'agent.test')).toHaveLength(1);
  expect(asked.filter((host) => host === '127.0.0.1')).toHaveLength(5);
  await closed(client);
});

test('a cached address that is stale is used while it is looked up again', async () => {
  const server = await udpServer();
  const asked: ((...all: unknown[]) => void)[] = [];
  const lookup = (host: string, _options: unknown, told: (...all: unknown[]) => void): void => {
    if (host === 'agent.test') asked.push(told);
    else told(null, host, 4);
  };
  const udpSocketOptions = { type: 'udp4' as const, lookup: lookup as never };
  const client = new StatsD({
    ...server.options,
    ...{ host: 'agent.test', cacheDns: true, cacheDnsTtl: 1000, udpSocketOptions },
  });
  client.increment('first');
  asked[0]?.(null, '127.0.0.1', 4);
  await server.until(1);
  vi.setSystemTime(Date.now() + 5000);
  onTestFinished(() => void vi.useRealTimers());
  client.increment('second');
  client.increment('third');

  expect(await server.until(3)).toEqual(['first:1|c', 'second:1|c', 'third:1|c']);
  // Nobody has answered the second question yet.
  expect(asked).toHaveLength(2);
  await closed(client);
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
