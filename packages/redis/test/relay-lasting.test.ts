import { ManualClock } from '@dogstats/core/testing';
import { createIntake, type Intake } from '@dogstats/intake';
import { ChouetteClient } from '@dogstats/redis';
import { type DrainReport, RedisRelay } from '@dogstats/redis/relay';
import { Redis } from 'ioredis';
import { createCluster } from 'redis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clientMakers, openObserver, type TestClient } from './redis-clients.js';
import { RedisServer, skipWithoutRedis } from './redis-server.js';
import { recentBucket } from './relay-rig.js';

describe.skipIf(skipWithoutRedis())('a relay', () => {
  let intake: Intake;
  const closing: (() => unknown)[] = [];
  const T = recentBucket();

  beforeAll(async () => {
    intake = await createIntake({ port: 0 });
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    intake.reset();
  });
  afterAll(() => intake.close());

  const startServer = async (args: readonly string[] = []): Promise<RedisServer> => {
    const server = await RedisServer.start({ appendOnly: true, args });
    closing.push(() => server.stop());
    return server;
  };
  const delivery = () => ({ apiKey: 'local', url: intake.url });
  const sums = () => intake.series({ metric: 'm' }).flatMap(({ points }) => points);

  it.each(Object.entries(clientMakers))(
    'with %s has the whole value after Redis was killed and is back',
    async (_name, makeClient) => {
      const server = await startServer();
      const connected: TestClient = makeClient(server.url);
      closing.push(() => connected.close());
      const { client } = connected;
      // A record that dies with its connection is not in the queue: so it may be written again.
      const writer = new ChouetteClient({ client, retry: 'at-least-once' });
      const relay = new RedisRelay({ client, delivery: delivery(), settleSeconds: 0 });
      closing.push(() => relay.close());
      await writer.count('m', 5, T);
      expect(await relay.drain()).toMatchObject({ accepted: 1 });
      await writer.count('m', 2, T);

      await server.kill();
      const written = writer.count('m', 3, T);
      await server.resume();
      expect(await written).not.toBeNull();
      const drained: DrainReport = await relay.drain();
      expect(drained).toMatchObject({ accepted: 2 });
      expect(sums()).toEqual([{ timestamp: T, value: 10 }]);
      const account = { accepted: 3, dropped: {}, rejected: {}, pending: 0 };
      expect(await relay.account()).toEqual(account);
    },
  );

  it('works in a Redis Cluster under a prefix with a hash tag, and has a remedy without', async () => {
    const server = await startServer(['--cluster-enabled', 'yes']);
    const observer = await openObserver(server.url);
    closing.push(() => observer.destroy());
    await observer.sendCommand(['CLUSTER', 'ADDSLOTSRANGE', '0', '16383']);
    while (!String(await observer.sendCommand(['CLUSTER', 'INFO'])).includes('cluster_state:ok'))
      await new Promise((resolve) => setTimeout(resolve, 20));
    const client = createCluster({ rootNodes: [{ url: server.url }] });
    closing.push(() => client.destroy());

    const prefix = '{dogstats}:';
    const writer = new ChouetteClient({ client, prefix });
    expect(await writer.count('m', 5, T)).not.toBeNull();
    const relay = new RedisRelay({ client, prefix, delivery: delivery(), settleSeconds: 0 });
    closing.push(() => relay.close());
    expect(await relay.drain()).toMatchObject({ accepted: 1 });
    expect(sums()).toEqual([{ timestamp: T, value: 5 }]);

    expect(() => new RedisRelay({ client, delivery: delivery() })).toThrow(/hash tag/);
    const single = new Redis(server.url);
    closing.push(() => single.disconnect());
    const lost = new RedisRelay({ client: single, delivery: delivery() });
    closing.push(() => lost.close());
    await expect(lost.drain()).rejects.toThrow(/CROSSSLOT.*use prefix '\{dogstats\}:'/);
  });

  it('drains at multiples of ten seconds until it is closed', async () => {
    const server = await startServer();
    const connected = clientMakers['redis']?.(server.url) as TestClient;
    closing.push(() => connected.close());
    const clock = new ManualClock(Math.floor(Date.now() / 10_000) * 10 + 3);
    const errors: Error[] = [];
    const reports: DrainReport[] = [];
    const drained = () => reports.length + errors.length;
    const relay = new RedisRelay({
      client: connected.client,
      delivery: delivery(),
      clock,
      onDrain: (report) => void reports.push(report),
      onError: (error) => void errors.push(error),
    });
    relay.start();
    relay.start();
    expect(clock.nextTimerMs).toBe(7_000);
    for (let tick = 1; tick <= 3; tick++) {
      await clock.advance(clock.nextTimerMs ?? 0);
      while (drained() < tick) await new Promise((resolve) => setImmediate(resolve));
      expect(clock.now() % 10_000).toBe(0);
    }
    expect(errors).toEqual([]);
    await relay.close();
    expect(clock.pendingTimers).toBe(0);
  });
});
