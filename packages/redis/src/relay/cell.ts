import { bucketOf } from '../record/raw-record.js';

/**
 * Parts of a bucket that different relays can work on. All relays of a queue have to agree on it, so
 * it is no option.
 */
export const shards = 4;

/** The series of one shard in one bucket: what a relay claims, delivers and commits as a whole. */
export interface Cell {
  /** Start of its bucket, unix seconds. */
  readonly bucketStart: number;
  readonly shard: number;
}

/** Name of a cell in Redis. */
export function cellName({ bucketStart, shard }: Cell): string {
  return `${bucketStart}/${shard}`;
}

/** The cell of a name; `undefined` when it is none. */
export function cellOf(name: string): Cell | undefined {
  const match = /^(-?\d+)\/(\d)$/.exec(name);
  if (match === null) return undefined;
  const bucketStart = Number(match[1]);
  return bucketOf(bucketStart) === bucketStart
    ? { bucketStart, shard: Number(match[2]) }
    : undefined;
}
