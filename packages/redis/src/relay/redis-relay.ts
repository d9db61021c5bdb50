import { outsideWindow, type Sink, type SinkStats, type Timer } from '@dogstats/core';
import { HttpSink, type HttpSinkOptions } from '@dogstats/transport';
import { longestSuffix } from '../aggregate/histogram-aggregates.js';
import { bucketOf, bucketSeconds } from '../record/raw-record.js';
import { shardOf } from '../record/series-hash.js';
import { redisError } from '../redis/redis-failure.js';
import { Pause } from '../write/pause.js';
import { type Cell, shards } from './cell.js';
import { CellDelivery } from './cell-delivery.js';
import { combined, type DrainReport, difference, emptyReport } from './drain-report.js';
import { HeldClaims } from './held-claims.js';
import { type ReadRecord, RecordReader } from './read-record.js';
import { relayKeys } from './relay-keys.js';
import {
  type RedisRelayOptions,
  type ResolvedRelayOptions,
  resolveRelay,
} from './relay-options.js';
import { type QueuedRecord, type Rejection, RelayStore } from './relay-store.js';

/** Records of a bucket that are worked on at a time. */
const pageRecords = 20_000;

/** How long closing waits for what is under way to end, in milliseconds. */
const closingMs = 2_000;

/** Buckets that are worked on side by side. */
const bucketsAtOnce = 4;

/** Figures of everything that ever went through a queue, over all relays. */
export interface RelayAccount {
  readonly accepted: number;
  /** By reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** By reason. */
  readonly rejected: Readonly<Record<string, number>>;
  /** Still in the queue. */
  readonly pending: number;
}

/**
 * Drains the queue in Redis and delivers what is in it, aggregated over all writers.
 *
 * ```ts
 * const relay = new RedisRelay({ client, delivery: { apiKey } });
 * relay.start();
 * ```
 *
 * Any number of relays may share a queue: a (bucket, shard of series) is worked on by one of them at
 * a time.
 */
export class RedisRelay {
  readonly #options: ResolvedRelayOptions;
  readonly #store: RelayStore;
  readonly #claims: HeldClaims;
  readonly #cells: CellDelivery;
  readonly #sink: Sink;
  readonly #reader: RecordReader;
  #total = emptyReport;
  #draining: Promise<DrainReport> | undefined;
  #timer: Timer | undefined;
  #closed = false;

  /** @throws {DogStatsError} `ERR_OPTIONS`; the message lists everything that is wrong. */
  constructor(options: RedisRelayOptions) {
    const resolved = resolveRelay(options);
    const { redis, prefix, clock, leaseMs, ttlSeconds, host, histogram } = resolved;
    this.#options = resolved;
    const delivery = options.delivery as HttpSinkOptions;
    // What is sent again has to be asked for in Redis: by then another relay may have sent more.
    this.#sink = options.sink ?? new HttpSink({ clock, ...delivery, resends: false });
    this.#store = new RelayStore(redis, relayKeys(prefix));
    this.#claims = new HeldClaims(this.#store, clock, leaseMs);
    this.#cells = new CellDelivery({
      store: this.#store,
      claims: this.#claims,
      sink: this.#sink,
      points: { host, histogram },
      leaseMs,
      ttlSeconds,
    });
    this.#reader = new RecordReader({
      globalTags: resolved.globalTags,
      longestSuffix: longestSuffix(histogram),
    });
  }

  /** Drains every `intervalSeconds` until `close()`. Keeps the process alive. */
  start(): void {
    if (this.#timer !== undefined || this.#closed) return;
    const { clock, intervalSeconds, onDrain, onError } = this.#options;
    const untilTickMs = intervalSeconds * 1000 - (clock.now() % (intervalSeconds * 1000));
    this.#timer = clock.setTimeout(
      () => {
        this.#timer = undefined;
        this.start();
        // A drain goes on for as long as the intake does not accept: what of it is worth a word.
        for (const error of this.delivery?.errors ?? []) onError(error);
        if (this.#draining === undefined) this.drain().then(onDrain).catch(onError);
      },
      untilTickMs,
      true,
    );
  }

  /**
   * Delivers all that is due now, and resolves when it is accepted or given up for now. A drain during
   * another one is that one.
   *
   * @throws {DogStatsError} `ERR_SINK` when Redis fails; nothing is lost by it.
   */
  drain(): Promise<DrainReport> {
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined;
    });
    return this.#draining;
  }

  /** What this relay did since it was made. */
  get total(): DrainReport {
    return this.#total;
  }

  /** What became of all records that ever left the queue, and how many are in it. */
  async account(): Promise<RelayAccount> {
    const counts = await this.#store.account();
    const byReason = (outcome: string): Record<string, number> =>
      Object.fromEntries(
        [...counts]
          .filter(([name]) => name.startsWith(`${outcome}:`))
          .map(([name, count]) => [name.slice(outcome.length + 1), count]),
      );
    return {
      accepted: counts.get('accepted') ?? 0,
      dropped: byReason('dropped'),
      rejected: byReason('rejected'),
      pending: await this.#store.pending(),
    };
  }

  /** Figures of the delivery; its errors say what keeps records from arriving. */
  get delivery(): SinkStats | undefined {
    return this.#sink.stats?.();
  }

  /**
   * Ends what is under way and gives its claims back; the records stay for the next relay. The Redis
   * client stays open: it is yours.
   */
  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    this.#claims.abortAll();
    const patience = new Pause(this.#options.clock);
    const drained = this.#draining?.catch(() => {});
    // Redis may not answer; claims that are not given back end by themselves.
    await Promise.race([drained, patience.take(closingMs, true)]);
    patience.end();
    await this.#sink.close();
  }

  async #drain(): Promise<DrainReport> {
    const { prefix, clock, ttlSeconds, settleSeconds } = this.#options;
    const before = this.#total;
    try {
      const nowSeconds = clock.now() / 1000;
      const oldest = Math.ceil((nowSeconds - ttlSeconds) / bucketSeconds) * bucketSeconds;
      this.#count({ expired: await this.#store.expire(oldest) });
      this.#count({ rejected: await this.#rejectFuture(nowSeconds) });
      const marked = await this.#store.marked(oldest);
      const starts = await this.#store.due(bucketOf(nowSeconds - settleSeconds));
      const buckets = new Set([...starts, ...marked.map(({ bucketStart }) => bucketStart)]);
      const queue = [...buckets].sort((a, b) => b - a);
      const work = async (): Promise<void> => {
        for (let start = queue.shift(); start !== undefined; start = queue.shift()) {
          if (this.#closed) return;
          await this.#drainBucket(start, marked);
        }
      };
      await Promise.all(Array.from({ length: bucketsAtOnce }, work));
      return difference(this.#total, before);
    } catch (error) {
      throw redisError(error, prefix);
    }
  }

  /** Page by page; what can't be worked on now is skipped. */
  async #drainBucket(bucketStart: number, marked: readonly Cell[]): Promise<void> {
    const untouched = new Set(
      marked.filter((cell) => cell.bucketStart === bucketStart).map(({ shard }) => shard),
    );
    for (let skipped = 0, isLast = false; !isLast && !this.#closed; ) {
      const end = bucketStart + bucketSeconds;
      const page = await this.#store.read(bucketStart, end, skipped, pageRecords);
      isLast = page.length < pageRecords;
      const { byShard, rejections, incomplete } = this.#sort(page);
      this.#count({ rejected: await this.#store.reject(rejections) });
      skipped += incomplete;
      for (const [shard, records] of byShard) {
        untouched.delete(shard);
        const isGone = await this.#deliver({ bucketStart, shard }, records);
        if (!isGone) skipped += records.length;
      }
    }
    for (const shard of untouched) await this.#deliver({ bucketStart, shard }, []);
  }

  /** @returns whether its records are gone. */
  async #deliver(cell: Cell, records: readonly ReadRecord[]): Promise<boolean> {
    if (this.#closed) return false;
    const { end, accepted, rejected, resent } = await this.#cells.deliver(cell, records);
    this.#count({
      accepted,
      rejected,
      resent,
      contested: end === 'held' || end === 'lost' ? 1 : 0,
      unsettled: end === 'unsettled' ? 1 : 0,
    });
    return end === 'done';
  }

  /** Records by shard. The shards begin anywhere, so that relays side by side do not wait in line. */
  #sort(page: readonly QueuedRecord[]): {
    byShard: [number, ReadRecord[]][];
    rejections: Rejection[];
    incomplete: number;
  } {
    const groups = Array.from({ length: shards }, (): ReadRecord[] => []);
    const rejections: Rejection[] = [];
    let incomplete = 0;
    for (const { id, body } of page) {
      // A writer without transactions may be about to write it.
      if (body === null) {
        incomplete++;
        continue;
      }
      const record = this.#reader.read(id, body);
      if (typeof record === 'string') rejections.push({ id, body, reason: record });
      else groups[shardOf(record.series.key, shards)]?.push(record);
    }
    const first = Math.floor(this.#options.random() * shards);
    const byShard = groups.map((records, shard): [number, ReadRecord[]] => [shard, records]);
    const rotated = [...byShard.slice(first), ...byShard.slice(0, first)];
    return { byShard: rotated.filter(([, records]) => records.length > 0), rejections, incomplete };
  }

  /** Rejects what is over 9 minutes ahead: Datadog would drop it without a word. */
  async #rejectFuture(nowSeconds: number): Promise<number> {
    const from = bucketOf(nowSeconds);
    let ahead = from;
    while (outsideWindow(ahead, nowSeconds) === undefined) ahead += bucketSeconds;
    let rejected = 0;
    for (;;) {
      const page = await this.#store.read(ahead, Number.POSITIVE_INFINITY, 0, 1_000);
      if (page.length === 0) return rejected;
      const rejections = page.map(({ id, body }): Rejection => {
        const read = this.#reader.read(id, body ?? 'null');
        return { id, body, reason: typeof read === 'string' ? read : 'too_new' };
      });
      rejected += await this.#store.reject(rejections);
    }
  }

  #count(more: Partial<DrainReport>): void {
    this.#total = combined(this.#total, more, 1);
  }
}
