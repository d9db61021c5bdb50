import { type RedisClient, RedisSink } from '@dogstats/redis';
import { Cluster, Redis } from 'ioredis';
import { createClient, createCluster } from 'redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pointOf } from './make-points.js';
import { openObserver } from './redis-clients.js';
import { RedisServer, skipWithoutRedis } from './redis-server.js';

const prefix = '{dogstats}:';

describe.skipIf(skipWithoutRedis())('a Redis Cluster', () => {
  const nodes: RedisServer[] = [];
  const closing: (() => void)[] = [];

  beforeAll(async () => {
    for (let index = 0; index < 2; index++) {
      nodes.push(await RedisServer.start({ args: ['--cluster-enabled', 'yes'] }));
    }
    await join(nodes as [RedisServer, RedisServer]);
  });
  afterAll(async () => {
    for (const close of closing) close();
    for (const node of nodes) await node.stop();
  });

  const clusters: { readonly [name: string]: () => RedisClient } = {
    redis: () => {
      const client = createCluster({ rootNodes: nodes.map(({ url }) => ({ url })) });
      closing.push(() => client.destroy());
      return client;
    },
    ioredis: () => {
      const client = new Cluster(nodes.map(({ port }) => ({ host: '127.0.0.1', port })));
      closing.push(() => client.disconnect());
      return client;
    },
  };

  const write = (sink: RedisSink) =>
    sink.write(
      { points: [pointOf('count', { sum: 1 })] },
      { signal: new AbortController().signal, deadline: Number.POSITIVE_INFINITY },
    );

  describe.each(Object.entries(clusters))('with %s', (_name, connect) => {
    it('takes records under a prefix with a hash tag', async () => {
      const sink = new RedisSink({ client: connect(), prefix });
      expect(await write(sink)).toMatchObject({ accepted: 1, dropped: {} });
      await sink.close();
    });

    it('is refused with a remedy under a prefix without one', () => {
      expect(() => new RedisSink({ client: connect(), prefix: 'mine:' })).toThrow(
        /needs|hash tag; use prefix '\{dogstats\}:' instead of 'mine:'/,
      );
    });
  });

  const singles: { readonly [name: string]: (url: string) => RedisClient } = {
    redis: (url) => {
      const client = createClient({ url });
      closing.push(() => client.destroy());
      return client;
    },
    ioredis: (url) => {
      const client = new Redis(url);
      closing.push(() => client.disconnect());
      return client;
    },
  };

  it.each(Object.entries(singles))(
    'says the same to a client of a single node of %s',
    async (_name, connect) => {
      const reports = [];
      for (const { url } of nodes) {
        const sink = new RedisSink({ client: connect(url) });
        reports.push(await write(sink));
        await sink.close();
      }
      for (const { dropped, errors } of reports) {
        expect(dropped).toEqual({ refused: 1 });
        expect(errors[0]?.message).toContain("use prefix '{dogstats}:'");
      }
    },
  );
});

/** Gives each node half of the slots, and waits until both know. */
async function join(nodes: readonly [RedisServer, RedisServer]): Promise<void> {
  const [first, second] = nodes;
  const observers = [await openObserver(first.url), await openObserver(second.url)];
  await observers[0]?.sendCommand(['CLUSTER', 'ADDSLOTSRANGE', '0', '8191']);
  await observers[1]?.sendCommand(['CLUSTER', 'ADDSLOTSRANGE', '8192', '16383']);
  await observers[0]?.sendCommand(['CLUSTER', 'MEET', '127.0.0.1', String(second.port)]);
  for (const observer of observers) {
    while (!String(await observer.sendCommand(['CLUSTER', 'INFO'])).includes('cluster_state:ok'))
      await new Promise((resolve) => setTimeout(resolve, 20));
    observer.destroy();
  }
}
