// Types that users rely on. `npm run check` compiles this, and fails on a line that should not compile and does.
import type { Sink } from '@dogstats/core';
import { ChouetteClient, type RedisClient, RedisSink } from '@dogstats/redis';
import { RedisRelay } from '@dogstats/redis/relay';
import type { Redis } from 'ioredis';
import type { createClient, createCluster } from 'redis';
import { expectTypeOf } from 'vitest';

// Either library's clients, single or cluster.
expectTypeOf<Redis>().toExtend<RedisClient>();
expectTypeOf<ReturnType<typeof createClient>>().toExtend<RedisClient>();
expectTypeOf<ReturnType<typeof createCluster>>().toExtend<RedisClient>();
declare const client: RedisClient;

expectTypeOf(new RedisSink({ client, distributionAs: 'histogram' })).toExtend<Sink>();
// @ts-expect-error a client it needs
new RedisSink({ mode: 'raw' });
// @ts-expect-error an address is no client
new RedisSink({ client: 'redis://localhost' });
// @ts-expect-error one of three
new RedisSink({ client, distributionAs: 'gauge' });

// Chouette's order: the time comes before the tags.
const chouette = new ChouetteClient({ client });
expectTypeOf(chouette.increment('a', 1, undefined, { page: 'home' })).resolves.toEqualTypeOf<
  string | null
>();
// @ts-expect-error tags in the place of the time
void chouette.increment('a', 1, { page: 'home' });
// @ts-expect-error a set has members in a list
void chouette.set('a', 'member');

const relay = new RedisRelay({ client, delivery: { apiKey: 'key' } });
expectTypeOf(relay.drain).returns.resolves.toEqualTypeOf<(typeof relay)['total']>();
// @ts-expect-error the key is one of the delivery's options
new RedisRelay({ client, apiKey: 'key' });
