import type { RedisConnection } from '../redis/redis-connection.js';
import type { BucketState } from './bucket-state.js';
import { type Cell, cellName, cellOf } from './cell.js';
import type { RejectReason } from './read-record.js';
import type { RelayKeys } from './relay-keys.js';
import { commit } from './scripts/commit.js';
import { due } from './scripts/due.js';
import { expire } from './scripts/expire.js';
import { giveBack } from './scripts/give-back.js';
import { openCell } from './scripts/open-cell.js';
import { reject } from './scripts/reject.js';
import { renew } from './scripts/renew.js';

/** Entries of the list of the rejected. */
const mostRejected = 1_000;

/** Records that are set aside at a time. */
const rejectedAtOnce = 500;

/** Bodies that are asked for at a time. */
const bodiesAtOnce = 1_000;

/** A record as it lies in the queue; its body may not be there (yet). */
export interface QueuedRecord {
  readonly id: string;
  readonly body: string | null;
}

/** The right to deliver a cell, until it ends. */
export interface Claim {
  readonly cell: Cell;
  /** Fencing token: higher than that of any earlier claim. */
  readonly token: string;
}

/** A cell that was claimed, and what was found in it. */
export interface OpenedCell extends Claim {
  /** Whether another relay had claimed it and never gave it back. */
  readonly takenOver: boolean;
  /** Says, unless empty, that all of it has to be sent once more. */
  readonly mark: string;
  /** Which of the ids asked for have records. */
  readonly present: ReadonlySet<string>;
  /** What was delivered: of the series asked for, or all when it is marked. */
  readonly states: ReadonlyMap<string, BucketState>;
}

/** A record that can't be used. */
export interface Rejection extends QueuedRecord {
  readonly reason: RejectReason;
  readonly detail?: string;
}

/** What all relays of a queue share: each method is one step, done as a whole or not at all. */
export class RelayStore {
  readonly #redis: RedisConnection;
  readonly #keys: RelayKeys;

  constructor(redis: RedisConnection, keys: RelayKeys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  /** Removes what starts before a time, unix seconds. @returns how many records. */
  async expire(beforeSeconds: number): Promise<number> {
    const { ids, bodies, account } = this.#keys;
    let expired = 0;
    for (;;) {
      const some = Number(await expire.run(this.#redis, [ids, bodies, account], [beforeSeconds]));
      if (some === 0) return expired;
      expired += some;
    }
  }

  /** Starts of the buckets with records that start before a time, newest first. */
  async due(beforeSeconds: number): Promise<number[]> {
    const starts = (await due.run(this.#redis, [this.#keys.ids], [beforeSeconds])) as string[];
    return starts.map(Number).reverse();
  }

  /** Records with scores from one up to another, exclusive, in the order of the queue. */
  async read(from: number, to: number, offset: number, limit: number): Promise<QueuedRecord[]> {
    const { ids, bodies } = this.#keys;
    const range = [ids, String(from), to === Infinity ? '+inf' : `(${to}`];
    const page = ['LIMIT', String(offset), String(limit)];
    const found = (await this.#command(ids, 'ZRANGEBYSCORE', ...range, ...page)) as string[];
    const records: QueuedRecord[] = [];
    for (let start = 0; start < found.length; start += bodiesAtOnce) {
      const some = found.slice(start, start + bodiesAtOnce);
      const read = (await this.#command(bodies, 'HMGET', bodies, ...some)) as (string | null)[];
      some.forEach((id, index) => {
        records.push({ id, body: read[index] ?? null });
      });
    }
    return records;
  }

  /** Moves records to the list of the rejected. @returns how many were still there. */
  async reject(rejections: readonly Rejection[]): Promise<number> {
    const { ids, bodies, rejected, account } = this.#keys;
    const keys = [ids, bodies, rejected, account];
    let moved = 0;
    for (let start = 0; start < rejections.length; start += rejectedAtOnce) {
      const args = rejections
        .slice(start, start + rejectedAtOnce)
        .flatMap(({ id, reason, detail, body }) => [
          id,
          reason,
          JSON.stringify({ reason, detail, id, body: body?.slice(0, 2_000) ?? null }),
        ]);
      moved += Number(await reject.run(this.#redis, keys, [mostRejected, ...args]));
    }
    return moved;
  }

  /** Claims a cell; `undefined` when somebody holds it. */
  async open(
    cell: Cell,
    leaseMs: number,
    ids: readonly string[],
    series: Iterable<string>,
  ): Promise<OpenedCell | undefined> {
    const { claims, fence, dirty, ids: queue, state } = this.#keys;
    const name = cellName(cell);
    const keys = [claims, fence, dirty, queue, state(name)];
    const args = [name, leaseMs, ids.length, ...ids, ...series];
    const opened = await openCell.run(this.#redis, keys, args);
    if (!Array.isArray(opened)) return undefined;
    const [token, takenOver, mark, present, found] = opened as [
      string,
      string,
      string,
      string,
      string[],
    ];
    const states = new Map<string, BucketState>();
    for (let index = 0; index < found.length; index += 2) {
      states.set(found[index] ?? '', JSON.parse(found[index + 1] ?? 'null'));
    }
    return {
      cell,
      token,
      takenOver: takenOver === '1',
      mark,
      present: new Set(ids.filter((_, index) => present[index] === '1')),
      states,
    };
  }

  /** Prolongs claims. @returns those that are lost. */
  async renew(claims: readonly Claim[], leaseMs: number): Promise<Claim[]> {
    if (claims.length === 0) return [];
    const args = claims.flatMap(({ cell, token }) => [cellName(cell), token]);
    const still = String(await renew.run(this.#redis, [this.#keys.claims], [leaseMs, ...args]));
    return claims.filter((_, index) => still[index] !== '1');
  }

  /**
   * Keeps what was delivered and removes its records.
   * @returns false when the claim is lost; the cell is then marked.
   */
  async commit(
    { cell, token }: Claim,
    states: ReadonlyMap<string, BucketState>,
    ids: readonly string[],
    endsAtSeconds: number,
  ): Promise<boolean> {
    const { claims, dirty, ids: queue, bodies, account, state } = this.#keys;
    const name = cellName(cell);
    const keys = [claims, dirty, queue, bodies, state(name), account];
    const texts = [...states].flatMap(([key, value]) => [key, JSON.stringify(value)]);
    const args = [name, token, endsAtSeconds, texts.length, ...texts, ...ids];
    return Number(await commit.run(this.#redis, keys, args)) === 1;
  }

  /**
   * Ends a claim.
   * @param dealtWith the mark after which all of the cell was sent; `''` leaves it as it is.
   * @param isUnsure whether something was sent of which nobody knows what became.
   */
  async giveBack({ cell, token }: Claim, dealtWith: string, isUnsure: boolean): Promise<void> {
    const { claims, dirty } = this.#keys;
    const args = [cellName(cell), token, dealtWith, isUnsure ? 1 : 0];
    await giveBack.run(this.#redis, [claims, dirty], args);
  }

  /** Cells that have to be sent once more. Forgets those, and claims, that start before a time. */
  async marked(beforeSeconds: number): Promise<Cell[]> {
    const { claims, dirty } = this.#keys;
    for (const key of [claims, dirty]) {
      const names = (await this.#command(key, 'HKEYS', key)) as string[];
      const old = names.filter((name) => !((cellOf(name)?.bucketStart ?? 0) >= beforeSeconds));
      if (old.length > 0) await this.#command(key, 'HDEL', key, ...old);
    }
    const names = (await this.#command(dirty, 'HKEYS', dirty)) as string[];
    return names.map(cellOf).filter((cell) => cell !== undefined);
  }

  /** What became of all records that ever left the queue, over all relays, by outcome. */
  async account(): Promise<Map<string, number>> {
    const { account } = this.#keys;
    const names = (await this.#command(account, 'HKEYS', account)) as string[];
    if (names.length === 0) return new Map();
    const counts = (await this.#command(account, 'HMGET', account, ...names)) as string[];
    return new Map(names.map((name, index) => [name, Number(counts[index])]));
  }

  /** Records that wait. */
  async pending(): Promise<number> {
    const { ids } = this.#keys;
    return Number(await this.#command(ids, 'ZCARD', ids));
  }

  #command(key: string, ...args: string[]): Promise<unknown> {
    return this.#redis.command(key, args);
  }
}
