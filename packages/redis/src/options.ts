import { type Clock, DogStatsError, systemClock } from '@dogstats/core';
import { type QueueKind, queueKeys } from './record/queue-keys.js';
import { connectionTo } from './redis/connect.js';
import type { RedisClient } from './redis/redis-client.js';
import { RecordQueue } from './write/record-queue.js';
import { RecordWriter } from './write/record-writer.js';

/** What everything that writes to Redis takes. */
export interface WriterOptions {
  readonly client: RedisClient;
  /**
   * Put before all keys. A Redis Cluster needs one with a hash tag, such as `{dogstats}:`; a Chouette
   * agent knows none.
   * @default ''
   */
  readonly prefix?: string | undefined;
  /**
   * Records that the queue in Redis may hold. New ones on top are dropped(`queue_full`). It is looked
   * up before each transaction: several writers may exceed it by one of a thousand records each.
   * @default 1000000
   */
  readonly maxRecords?: number | undefined;
  /**
   * What waits in memory while Redis is away: beyond `maxBytes` the oldest are dropped(`queue_full`).
   * With 0 nothing waits.
   * @default { maxBytes: 15728640 }
   */
  readonly buffer?: { readonly maxBytes?: number | undefined } | undefined;
  /**
   * What to do when the connection was lost before Redis had answered, and the records are not in the
   * queue: they may have been read meanwhile. `'at-most-once'` drops them(`ambiguous`),
   * `'at-least-once'` writes them again and counts them in `possiblyDuplicated`.
   * @default 'at-most-once'
   */
  readonly retry?: 'at-most-once' | 'at-least-once' | undefined;
  readonly clock?: Clock | undefined;
}

/** What can be wrong with options, gathered. */
export class OptionProblems {
  readonly #problems: string[] = [];

  add(problem: string): void {
    this.#problems.push(problem);
  }

  wholeNumber(name: string, value: unknown, smallest: number): void {
    if (value === undefined || (Number.isInteger(value) && (value as number) >= smallest)) return;
    this.add(`${name}: expected a whole number from ${smallest}, got ${String(value)}`);
  }

  oneOf(name: string, value: unknown, choices: readonly string[]): void {
    if (value === undefined || choices.includes(value as string)) return;
    this.add(`${name}: expected '${choices.join("' or '")}', got ${String(value)}`);
  }

  known(given: object, names: readonly string[]): void {
    for (const name of Object.keys(given)) {
      if (!names.includes(name)) this.add(`unknown option '${name}' (known: ${names.join(', ')})`);
    }
  }

  /** @throws {DogStatsError} `ERR_OPTIONS` with all of them in one message. */
  throwAny(who: string): void {
    if (this.#problems.length === 0) return;
    const list = this.#problems.map((problem) => `\n- ${problem}`).join('');
    throw new DogStatsError('ERR_OPTIONS', `${who} can't work with these options:${list}`);
  }
}

const writerOptionNames = ['client', 'prefix', 'maxRecords', 'buffer', 'retry', 'clock'];

/**
 * The writer that options ask for.
 *
 * @param ownNames of options that only this one has; their values are checked already.
 * @throws {DogStatsError} `ERR_OPTIONS`
 */
export function makeWriter(
  who: string,
  options: WriterOptions,
  kind: QueueKind,
  ownNames: readonly string[],
  problems: OptionProblems = new OptionProblems(),
): RecordWriter {
  const { client, prefix = '', maxRecords = 1_000_000, buffer, retry = 'at-most-once' } = options;
  problems.known(options, [...writerOptionNames, ...ownNames]);
  problems.wholeNumber('maxRecords', maxRecords, 1);
  problems.wholeNumber('buffer.maxBytes', buffer?.maxBytes, 0);
  problems.oneOf('retry', retry, ['at-most-once', 'at-least-once']);
  const redis = connectionTo(client, prefix);
  if ('problem' in redis) problems.add(redis.problem);
  problems.throwAny(who);
  return new RecordWriter(
    new RecordQueue(redis as Exclude<typeof redis, { problem: string }>, queueKeys(prefix, kind)),
    {
      maxRecords,
      bufferBytes: buffer?.maxBytes ?? 15 * 1_048_576,
      retry,
      prefix,
      clock: options.clock ?? systemClock,
    },
  );
}
