import { createSocket, Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '@dogstats/core';
import { ManualClock } from '@dogstats/core/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DogStatsdSink } from '../../src/index.ts';
import { type AgentFlush, DogStatsdListener } from '../../src/listener/index.ts';
import { UdpChannel } from '../../src/sink/udp-channel.ts';
import { callsIn, countPoint, inBackground, manyCounts, settled } from './points.ts';

const clean: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of clean.splice(0).reverse()) await end();
});

function makeSink(port: number, maxDatagramBytes?: number): DogStatsdSink {
  const sink = new DogStatsdSink({ url: `udp://127.0.0.1:${port}`, env: {}, maxDatagramBytes });
  clean.push(() => sink.close());
  return sink;
}

/** A bound socket, and what it got. */
async function receiver(host = '127.0.0.1', port = 0) {
  const socket = createSocket('udp4');
  const texts: string[] = [];
  socket.on('message', (bytes) => texts.push(`${bytes}`));
  socket.bind(port, host);
  await once(socket, 'listening');
  const close = (): Promise<void> =>
    new Promise((resolve) => (isOpen(socket) ? socket.close(() => resolve()) : resolve()));
  clean.push(close);
  return { texts, port: socket.address().port, close };
}

function isOpen(socket: Socket): boolean {
  try {
    socket.address();
    return true;
  } catch {
    return false;
  }
}

describe('the sink over UDP', () => {
  it('gives the Agent every call of several processes and flushes, to be added up', async () => {
    const flushes: AgentFlush[] = [];
    const listener = await DogStatsdListener.listen({
      udp: { port: 0 },
      clock: new ManualClock(),
      onFlush: (flush) => flushes.push(flush),
    });
    clean.push(() => listener.close());
    const sinks = [0, 1, 2].map(() => makeSink(listener.udp?.port as number));

    for (const sink of [...sinks, ...sinks]) {
      const points = [countPoint('page.views', 5, ['page:home'])];
      expect(await sink.write({ points }, inBackground)).toEqual({
        accepted: 5,
        dropped: {},
        possiblyDuplicated: 0,
        errors: [],
      });
    }
    await expect.poll(() => listener.stats().messages).toBe(6);
    await listener.close();

    expect(flushes[0]?.series).toMatchObject([
      { metric: 'page.views', tags: ['page:home'], type: 'rate', values: [3] },
    ]);
  });

  it('fills datagrams up to 1,432 bytes', async () => {
    const { port, texts } = await receiver();
    const sink = makeSink(port);
    const points = manyCounts(300);

    const report = await sink.write({ points }, inBackground);
    await expect.poll(() => texts.join('\n').split('\n').length).toBe(300);

    expect(report.accepted).toBe(300);
    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(1432);
    expect(Math.min(...texts.slice(0, -1).map(({ length }) => length))).toBeGreaterThan(1400);
  });

  it('goes on after the Agent was away, with every call accounted for', async () => {
    const first = await receiver();
    const sink = makeSink(first.port);
    const write = () => sink.write({ points: manyCounts(200) }, inBackground);
    let calls = 0;
    const check = async (writing: ReturnType<typeof write>) => {
      calls += 200;
      const report = await writing;
      expect(settled(report)).toBe(200);
      const { accepted, retained, dropped } = sink.stats();
      expect(settled({ ...report, accepted, dropped })).toBe(calls);
      expect(retained).toBe(0);
      return report;
    };

    await check(write());
    await first.close();
    await check(write());
    await expect.poll(() => sink.stats().errors?.length).toBe(1);
    expect(sink.stats().errors).toMatchObject([
      { message: expect.stringContaining('nothing listens there: is the Agent running?') },
    ]);
    const away = await check(write());
    expect(away.errors).toHaveLength(1);

    const second = await receiver('127.0.0.1', first.port);
    const back = await check(write());
    await expect.poll(() => second.texts.join('\n').split('\n').length).toBe(200);
    expect(back.accepted).toBe(200);
  });

  it('drops a datagram that the system finds too large, and tells', async () => {
    const { port } = await receiver();
    const sink = makeSink(port, 65_507);
    const tags = [`t:${'x'.repeat(65_480)}`];
    const points = [countPoint('c', 2, tags), countPoint('d', 3, [`t:${'x'.repeat(70_000)}`])];

    const report = await sink.write({ points: [...points, countPoint('e', 4)] }, inBackground);

    expect(report.dropped.too_large).toBe(3);
    expect(settled(report)).toBe(9);
    expect(report.errors[0]?.message).toContain("metric 'd' dropped");
  });

  it('drops at once while the name of the Agent is unknown', async () => {
    const clock = new ManualClock();
    let lookups = 0;
    const channel = new UdpChannel({
      ...{ host: 'agent', port: 1, clock },
      lookup: async () => {
        lookups++;
        throw Object.assign(new Error(), { code: 'ENOTFOUND' });
      },
    });
    clean.push(() => channel.close());
    const send = () => channel.send(Buffer.from('a:1|c'));

    await expect(send()).rejects.toMatchObject({ reason: 'sink_failed', code: 'ERR_NETWORK' });
    await expect(send()).rejects.toThrow('check DD_AGENT_HOST and DNS');
    expect(lookups).toBe(1);
    await clock.advance(1000);
    await expect(send()).rejects.toThrow();
    expect(lookups).toBe(2);
    channel.hurry();
    await expect(send()).rejects.toThrow();
    expect(lookups).toBe(3);
  });

  it('looks the name up once, and again after a minute, and follows it', async () => {
    const old = await receiver('127.0.0.1');
    const young = await receiver('127.0.0.2', old.port);
    const clock = new ManualClock();
    let lookups = 0;
    let address = '127.0.0.1';
    const channel = new UdpChannel({
      ...{ host: 'agent', port: old.port, clock },
      lookup: async () => {
        lookups++;
        if (address === '') throw new Error('no resolver');
        return { address, family: 4 };
      },
    });
    clean.push(() => channel.close());
    const send = (text: string) => channel.send(Buffer.from(text));

    await Promise.all([send('1'), send('2'), send('3')]);
    await clock.advance(59_000);
    await send('4');
    expect(lookups).toBe(1);

    address = '';
    await clock.advance(1_000);
    await send('5');
    expect(lookups).toBe(2);

    address = '127.0.0.2';
    await clock.advance(60_000);
    await send('6');
    await clock.advance(0);
    const reached = async (): Promise<number> => {
      await send('7');
      return young.texts.length;
    };
    await expect.poll(reached).toBeGreaterThan(0);
    expect(lookups).toBe(3);
    expect(old.texts.slice(0, 6)).toEqual(['1', '2', '3', '4', '5', '6']);
  });

  it('gives up what comes after close()', async () => {
    const channel = new UdpChannel({ host: '127.0.0.1', port: 9, clock: systemClock });
    await channel.close();
    await channel.close();

    await expect(channel.send(Buffer.from('a'))).rejects.toMatchObject({ reason: 'shutdown' });
  });

  it('settles what is under way when it is closed', async () => {
    const { port } = await receiver();
    const sink = makeSink(port);
    const points = manyCounts(5000);

    const writing = sink.write({ points }, inBackground);
    await sink.close();

    const report = await writing;
    expect(settled(report)).toBe(callsIn(points));
    expect(report.dropped.shutdown).toBeGreaterThan(0);
    expect(sink.stats()).toMatchObject({ retained: 0, accepted: report.accepted });
  });
});

describe('a new address that is found as the channel closes', () => {
  it('leaves no socket open', async () => {
    const opened = vi.spyOn(Socket.prototype, 'connect');
    const old = await receiver();
    const clock = new ManualClock();
    let find = (_: { address: string; family: number }): void => {};
    const lookup = vi.fn(async () => ({ address: '127.0.0.1', family: 4 }));
    const channel = new UdpChannel({ host: 'agent', port: old.port, clock, lookup });
    await channel.send(Buffer.from('a:1|c'));
    lookup.mockReturnValueOnce(new Promise((resolve) => (find = resolve)));
    await clock.advance(60_000);
    await channel.send(Buffer.from('a:1|c'));

    find({ address: '127.0.0.2', family: 4 });
    while (opened.mock.calls.length < 2) await Promise.resolve();
    await channel.close();

    const sockets = opened.mock.contexts as Socket[];
    opened.mockRestore();
    await sleep(50);
    expect(sockets.map(isOpen)).toEqual([false, false]);
  });
});
