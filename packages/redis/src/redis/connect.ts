import { IoRedisConnection } from './io-redis.js';
import {
  isNodeRedisCluster,
  NodeRedisClusterConnection,
  NodeRedisConnection,
} from './node-redis.js';
import type { IoRedisClient, NodeRedisClient, RedisClient } from './redis-client.js';
import type { RedisConnection } from './redis-connection.js';

/** The connection behind a client, or what is wrong with the client or the prefix. */
export function connectionTo(
  client: RedisClient,
  prefix: string,
): RedisConnection | { readonly problem: string } {
  if (isIoRedis(client)) {
    if ('isCluster' in client && client.isCluster === true && !hasHashTag(prefix))
      return { problem: untagged(prefix) };
    return new IoRedisConnection(client);
  }
  if (!isNodeRedis(client)) {
    return { problem: 'client: expected a client of "redis" or "ioredis"' };
  }
  if (!isNodeRedisCluster(client)) return new NodeRedisConnection(client);
  if (!hasHashTag(prefix)) return { problem: untagged(prefix) };
  return new NodeRedisClusterConnection(client);
}

/** What to do about keys of one queue that lie on different nodes of a cluster. */
export function untagged(prefix: string): string {
  return `prefix: a Redis Cluster keeps the keys of a queue together only if the prefix has a hash tag; use prefix '{dogstats}:' instead of '${prefix}'`;
}

function hasHashTag(prefix: string): boolean {
  return /^[^{]*\{[^}]+\}/.test(prefix);
}

function isIoRedis(client: unknown): client is IoRedisClient {
  return has(client, 'call') && has(client, 'multi') && 'status' in client;
}

function isNodeRedis(client: unknown): client is NodeRedisClient {
  return has(client, 'sendCommand') && has(client, 'multi') && 'isOpen' in client;
}

function has(value: unknown, method: string): value is object {
  return typeof (value as Record<string, unknown> | null | undefined)?.[method] === 'function';
}
