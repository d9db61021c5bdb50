import type { QueueKeys } from '../record/queue-keys.js';
import type { RedisConnection } from '../redis/redis-connection.js';
import type { Outgoing } from './outgoing.js';

/** A queue in Redis, as one who writes sees it. */
export class RecordQueue {
  readonly keys: QueueKeys;
  readonly #redis: RedisConnection;

  constructor(redis: RedisConnection, keys: QueueKeys) {
    this.#redis = redis;
    this.keys = keys;
  }

  get isReady(): boolean {
    return this.#redis.isReady;
  }

  wake(): void {
    this.#redis.wake();
  }

  /**
   * Writes all or none: an id that a reader finds without its body would be taken for an orphan and
   * removed.
   */
  async write(records: readonly Outgoing[]): Promise<void> {
    const { ids, bodies } = this.keys;
    const add = ['ZADD', ids];
    const set = ['HSET', bodies];
    for (const { id, score, body } of records) {
      add.push(String(score), id);
      set.push(id, body);
    }
    await this.#redis.transaction(ids, [add, set]);
  }

  /** Records in it. */
  async size(): Promise<number> {
    const { ids } = this.keys;
    return Number(await this.#redis.command(ids, ['ZCARD', ids]));
  }

  /** Whether any of these is in it. */
  async holdsAny(records: readonly Outgoing[]): Promise<boolean> {
    const { bodies } = this.keys;
    const args = ['HMGET', bodies, ...records.map(({ id }) => id)];
    const found = (await this.#redis.command(bodies, args)) as unknown[];
    return found.some((body) => body !== null && body !== undefined);
  }
}
