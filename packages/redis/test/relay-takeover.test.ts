import { type Clock, systemClock } from '@dogstats/core';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Children } from './children.js';
import { HttpGate } from './http-gate.js';
import { skipWithoutRedis } from './redis-server.js';
import { RelayRig, recentBucket } from './relay-rig.js';

/** A relay that drains without a break: Redis, intake, lease in ms. */
const relayScript = `
  const [url, intake, leaseMs] = args;
  const client = createClient({ url });
  const delivery = { apiKey: 'local', url: intake, timeouts: { headersMs: 600_000, totalMs: 600_000 } };
  const relay = new RedisRelay({ client, delivery, settleSeconds: 0, leaseMs: Number(leaseMs) });
  for (;;) {
    await relay.drain().catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
`;

const leaseMs = 400;

describe.skipIf(skipWithoutRedis())('relays that share a queue', () => {
  let rig: RelayRig;
  let children: Children;
  const gates: HttpGate[] = [];
  const T = recentBucket();

  beforeAll(async () => {
    rig = await RelayRig.start();
    children = await Children.build('relay-takeover');
  });
  afterEach(async () => {
    await children.end();
    for (const gate of gates.splice(0)) await gate.stop();
    await rig.reset();
  });
  afterAll(async () => {
    await children.remove();
    await rig.stop();
  });

  const openGate = async (): Promise<HttpGate> => {
    const gate = await HttpGate.start(rig.intake.url);
    gates.push(gate);
    return gate;
  };
  const startRelay = (url: string) =>
    children.run('relay-process', relayScript, [rig.server.url, url, leaseMs]);

  /** Drains until a condition holds. */
  const drainUntil = async (relay: ReturnType<RelayRig['relay']>, isReached: () => unknown) => {
    while (!(await isReached())) {
      await relay.drain();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const isSettled = async () =>
    (await rig.observer.zCard('chouette:metrics:raw.keys')) === 0 &&
    (await rig.observer.hLen('chouette:metrics:raw:relay:dirty')) === 0 &&
    (await rig.observer.hLen('chouette:metrics:raw:relay:claims')) === 0;

  it('give the whole value however they interleave in one bucket', async () => {
    const step = fc.oneof(
      fc.record({ write: fc.integer({ min: 1, max: 9 }), series: fc.nat(5) }),
      fc.constantFrom('a', 'b', 'both'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        await rig.reset();
        const writer = rig.writer();
        const relays = { a: rig.relay(), b: rig.relay() };
        const expected: Record<string, number> = {};
        let written = 0;
        for (const one of steps) {
          if (one === 'both') await Promise.all([relays.a.drain(), relays.b.drain()]);
          else if (typeof one === 'string') await relays[one].drain();
          else {
            const metric = `m${one.series}`;
            await writer.count(metric, one.write, T + (one.write % 10));
            expected[metric] = (expected[metric] ?? 0) + one.write;
            written++;
          }
        }
        await relays.b.drain();
        for (const [metric, total] of Object.entries(expected)) {
          expect(rig.values(metric)).toEqual({ [T]: total });
        }
        const { a, b } = relays;
        expect(a.total.accepted + b.total.accepted).toBe(written);
        expect(await a.account()).toEqual({
          accepted: written,
          dropped: {},
          rejected: {},
          pending: 0,
        });
      }),
      { numRuns: 12 },
    );
  });

  it('overwrite what one sends that was stopped past its lease', async () => {
    const writer = rig.writer();
    const gate = await openGate();
    await writer.count('m', 5, T);
    const { process: stopped } = startRelay(gate.url);
    const sent = await gate.next();
    stopped.kill('SIGSTOP');

    // The other one takes over, with a record more.
    const other = rig.relay({ leaseMs });
    await writer.count('m', 2, T + 3);
    await drainUntil(other, isSettled);
    expect(rig.values('m')).toEqual({ [T]: 7 });

    // Only now does the older value arrive, and its sender wakes up.
    expect(await sent.forward()).toBe(202);
    expect(rig.values('m')).toEqual({ [T]: 5 });
    sent.answer();
    stopped.kill('SIGCONT');
    const isMarked = async () => (await rig.observer.hLen('chouette:metrics:raw:relay:dirty')) > 0;
    while (!(await isMarked())) await new Promise((resolve) => setTimeout(resolve, 5));
    stopped.kill('SIGKILL');
    await drainUntil(other, isSettled);
    expect(rig.values('m')).toEqual({ [T]: 7 });
    expect(await other.account()).toEqual({ accepted: 2, dropped: {}, rejected: {}, pending: 0 });
  });

  it('take over from one that was killed between acceptance and removal', async () => {
    const writer = rig.writer();
    const gate = await openGate();
    await Promise.all([writer.count('m', 5, T), writer.histogram('h', 4, T)]);
    const { process: killed, ended } = startRelay(gate.url);
    // Two series in up to two shards, so up to two sends: the first is enough.
    const sent = await gate.next();
    expect(await sent.forward()).toBe(202);
    killed.kill('SIGKILL');
    await ended;

    const other = rig.relay({ leaseMs });
    await writer.count('m', 2, T + 3);
    await drainUntil(other, isSettled);
    expect(rig.values('m')).toEqual({ [T]: 7 });
    expect(rig.values('h.count')).toEqual({ [T]: 0.1 });
    expect(await other.account()).toEqual({ accepted: 3, dropped: {}, rejected: {}, pending: 0 });
  });

  it('send a cell that was taken over once more, for what may still be under way', async () => {
    const writer = rig.writer();
    const gate = await openGate();
    await writer.count('m', 5, T);
    const { process: killed, ended } = startRelay(gate.url);
    const sent = await gate.next();
    killed.kill('SIGKILL');
    await ended;

    const other = rig.relay({ leaseMs });
    await writer.count('m', 2, T + 3);
    await drainUntil(other, () => rig.values('m')[T] === 7);
    // The dead one's request was in the network all the time.
    expect(await sent.forward()).toBe(202);
    expect(rig.values('m')).toEqual({ [T]: 5 });
    expect(await other.drain()).toMatchObject({ accepted: 0, resent: 1 });
    expect(rig.values('m')).toEqual({ [T]: 7 });
    expect(await other.drain()).toMatchObject({ accepted: 0, resent: 0 });
  });

  it('overwrite what may still arrive, but never what another one has sent since', async () => {
    const writer = rig.writer();
    const metrics = Array.from({ length: 12 }, (_, index) => `m${index}`);
    const write = (value: number) =>
      Promise.all(metrics.map((metric) => writer.count(metric, value, T)));
    const values = () => metrics.map((metric) => rig.values(metric)[T]);
    // What a relay means to do ten seconds later, by itself: another may have sent more by then.
    const later = new Set<() => void>();
    const setTimeout: Clock['setTimeout'] = (run, delayMs, keepAlive) => {
      if (delayMs !== 10_000) return systemClock.setTimeout(run, delayMs, keepAlive);
      later.add(run);
      return { cancel: () => later.delete(run) };
    };
    const gate = await openGate();
    const first = rig.relay({
      clock: { ...systemClock, setTimeout },
      leaseMs: 60_000,
      delivery: { apiKey: 'local', url: gate.url, timeouts: { totalMs: 60_000 } },
    });
    const other = rig.relay();

    // The first request arrives, and its answer does not: it may as well arrive later.
    await write(1);
    const drained = first.drain();
    const sent = await gate.next();
    sent.cut();
    void (async () => {
      for (;;) {
        const next = await gate.next();
        await next.forward();
        next.answer();
      }
    })();
    expect(await drained).toMatchObject({ accepted: 12 });
    expect(await rig.observer.hLen('chouette:metrics:raw:relay:dirty')).toBe(1);

    await write(2);
    expect(await other.drain()).toMatchObject({ accepted: 12 });
    expect(values()).toEqual(metrics.map(() => 3));
    expect(later.size).toBe(0);
    await Promise.all([first.drain(), other.drain()]);
    expect(values()).toEqual(metrics.map(() => 3));
    expect(await rig.observer.hLen('chouette:metrics:raw:relay:dirty')).toBe(0);
  });

  it('leave alone what another one holds', async () => {
    const writer = rig.writer();
    const gate = await openGate();
    await writer.count('m', 5, T);
    // So long that a process which is not let run for a moment keeps it.
    const longLeaseMs = 3 * leaseMs;
    const slow = rig.relay({ leaseMs: longLeaseMs }, { url: gate.url });
    const slowly = slow.drain();
    const sent = await gate.next();
    const other = rig.relay({ leaseMs: longLeaseMs });
    // Past the lease: the holder prolongs it.
    await new Promise((resolve) => setTimeout(resolve, 1.5 * longLeaseMs));
    expect(await other.drain()).toMatchObject({ accepted: 0, contested: 1 });
    await sent.forward();
    sent.answer();
    expect(await slowly).toMatchObject({ accepted: 1 });
  });
});
