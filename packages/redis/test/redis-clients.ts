import type { RedisClient } from '@dogstats/redis';
import { Redis } from 'ioredis';
import { createClient } from 'redis';

/** A client under test, and how to get rid of it. */
export interface TestClient {
  readonly client: RedisClient;
  close(): void;
}

/** Both libraries, each with a client that nobody has connected. */
export const clientMakers: { readonly [name: string]: (url: string) => TestClient } = {
  redis: (url) => {
    const client = createClient({ url, socket: { reconnectStrategy: 20 } });
    return { client, close: () => client.destroy() };
  },
  ioredis: (url) => {
    const client = new Redis(url, { lazyConnect: true, retryStrategy: () => 20 });
    return { client, close: () => client.disconnect() };
  },
};

/** A client to look into a server with. */
export async function openObserver(url: string) {
  return createClient({ url, RESP: 2 }).connect();
}

export type Observer = Awaited<ReturnType<typeof openObserver>>;

/** A record as it lies in the queue. */
export interface StoredRecord {
  readonly id: string;
  readonly score: number;
  readonly body: Record<string, unknown>;
}

/** All records of a queue, in the order in which a reader sees them. */
export async function readQueue(
  observer: Observer,
  name = 'chouette:metrics:raw',
): Promise<StoredRecord[]> {
  const found = await observer.zRangeWithScores(`${name}.keys`, 0, -1);
  const bodies = await observer.hGetAll(`${name}.values`);
  return found.map(({ value: id, score }) => ({
    id,
    score,
    body: JSON.parse(bodies[id] ?? 'null'),
  }));
}
