import { createIntake } from '@dogstats/intake';
import { RedisSink } from '@dogstats/redis';
import { RedisRelay } from '@dogstats/redis/relay';
import { DogStats, type DogStatsOptions } from 'dogstats';
import { createClient } from 'redis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../packages/core/src/clock.ts';
import { RedisServer, skipWithoutRedis } from '../../packages/redis/test/redis-server.ts';

async function startRedis(): Promise<RedisServer> {
  const server = await RedisServer.start({ appendOnly: true });
  onTestFinished(() => server.stop());
  return server;
}

function connect(server: RedisServer) {
  const client = createClient({ url: server.url });
  onTestFinished(() => client.destroy());
  return client;
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

function start(options: DogStatsOptions): DogStats {
  const dogStats = new DogStats();
  onTestFinished(async () => void (await dogStats.close({ timeoutMs: 100 })));
  dogStats.start({ env: {}, host: '', autoFlush: false, logger: silent, ...options });
  return dogStats;
}

/** What the promise recorded = accepted + retained + dropped lacks. */
function missing({ recorded, accepted, retained, dropped }: ReturnType<DogStats['stats']>) {
  const lost = Object.values(dropped).reduce((sum, calls) => sum + calls, 0);
  return recorded - accepted - retained - lost;
}

/** Delivers what Redis holds to an intake, the open bucket included. */
async function relayAll(server: RedisServer, url: string) {
  const client = connect(server);
  // Its time is ahead, so that the bucket of now is over.
  const clock = { ...systemClock, now: () => Date.now() + 30_000 };
  const relay = new RedisRelay({ client, delivery: { apiKey: 'local', url }, clock });
  onTestFinished(() => relay.close());
  return relay.drain();
}

describe.skipIf(skipWithoutRedis())('DogStats with a RedisSink', () => {
  test('keeps what is recorded while Redis is away, and loses and doubles nothing', async () => {
    const server = await startRedis();
    const intake = await createIntake({ port: 0 });
    onTestFinished(() => intake.close());
    const client = connect(server);
    const dogStats = start({ sink: new RedisSink({ client }) });
    dogStats.increment('orders', 1);
    expect(await dogStats.flush({ timeoutMs: 30_000 })).toMatchObject({ ok: true, accepted: 1 });

    await server.kill();
    dogStats.increment('orders', 2);
    dogStats.histogram('items', 3);
    const away = await dogStats.flush({ timeoutMs: 200 });
    expect(away).toMatchObject({ ok: false, accepted: 0, retained: 2, dropped: {} });
    dogStats.increment('orders', 4);
    expect(await dogStats.flush({ timeoutMs: 100 })).toMatchObject({ ok: false, retained: 3 });
    expect(missing(dogStats.stats())).toBe(0);

    await server.resume();
    dogStats.increment('orders', 8);
    await expect.poll(() => client.isReady).toBe(true);
    expect(await dogStats.flush({ timeoutMs: 30_000 })).toMatchObject({ ok: true, retained: 0 });
    expect(dogStats.stats()).toMatchObject({ recorded: 5, accepted: 5, dropped: {} });

    await relayAll(server, intake.url);
    expect(intake.total('orders')).toBe(15);
    // One in ten seconds.
    expect(intake.total('items.count')).toBeCloseTo(0.1);
  });

  test('and one that goes to Datadog by itself each get everything, in accounts of their own', async () => {
    const server = await startRedis();
    const [direct, relayed] = await Promise.all([
      createIntake({ port: 0 }),
      createIntake({ port: 0 }),
    ]);
    onTestFinished(async () => void (await Promise.all([direct.close(), relayed.close()])));
    const env = { DD_URL: direct.url, DD_API_KEY: 'local' };
    const sink = ['http', new RedisSink({ client: connect(server) })] as const;
    const dogStats = start({ env, sink });
    for (let round = 0; round < 3; round++) {
      dogStats.increment('orders', 10);
      expect(await dogStats.flush({ timeoutMs: 30_000 })).toMatchObject({ ok: true, accepted: 2 });
    }

    await server.kill();
    dogStats.increment('orders', 10);
    expect(await dogStats.flush({ timeoutMs: 500 })).toMatchObject({ ok: false, dropped: {} });
    await expect.poll(() => dogStats.stats()).toMatchObject({ accepted: 7, retained: 1 });
    expect(direct.total('orders')).toBe(40);

    await server.resume();
    await dogStats.flush({ timeoutMs: 30_000 });
    expect(dogStats.stats()).toMatchObject({ recorded: 8, accepted: 8, retained: 0, dropped: {} });
    await relayAll(server, relayed.url);
    expect(direct.total('orders')).toBe(40);
    expect(relayed.total('orders')).toBe(40);
  });
});
