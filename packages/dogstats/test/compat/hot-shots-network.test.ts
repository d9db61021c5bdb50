import { StatsD } from 'dogstats/compat/hot-shots';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { closed, tcpServer, udpServer } from './hot-shots-servers.js';

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
