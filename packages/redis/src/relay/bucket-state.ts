import type { RawType, SetMember } from '../record/raw-record.js';
import type { ReadRecord } from './read-record.js';
import { addToSpread, emptySpread, type SpreadState } from './spread-state.js';

/** Members of a set that are told apart; the number of more of them would say little. */
const mostMembers = 50_000;

/** What a bucket of one series has gathered. As JSON it is what Redis keeps of it. */
export type BucketState =
  | { readonly sum: number }
  | { readonly value: number; readonly timestamp: number; readonly id: string }
  | { readonly members: readonly SetMember[] }
  | SpreadState;

/** Adds records to what a series has gathered already. The order of records plays no part. */
export function addRecords(
  type: RawType,
  before: BucketState | undefined,
  records: readonly ReadRecord[],
): BucketState {
  switch (type) {
    case 'count':
    case 'rate':
      return sum(before as { sum: number } | undefined, records);
    case 'gauge':
      return latest(before as Latest | undefined, records);
    case 'set':
      return union(before as { members: SetMember[] } | undefined, records);
    case 'histogram': {
      const values = records.map(({ value }) => value as number);
      return addToSpread((before as SpreadState | undefined) ?? emptySpread, values);
    }
  }
}

function sum(before: { readonly sum: number } | undefined, records: readonly ReadRecord[]) {
  return {
    sum: records.reduce((total, { value }) => total + (value as number), before?.sum ?? 0),
  };
}

interface Latest {
  readonly value: number;
  readonly timestamp: number;
  readonly id: string;
}

/** By time; at the same time by id, which of one writer are in the order of writing. */
function latest(before: Latest | undefined, records: readonly ReadRecord[]): Latest {
  let last = before;
  for (const { value, timestamp, id } of records) {
    if (
      last === undefined ||
      timestamp > last.timestamp ||
      (timestamp === last.timestamp && id > last.id)
    ) {
      last = { value: value as number, timestamp, id };
    }
  }
  return last as Latest;
}

function union(
  before: { readonly members: readonly SetMember[] } | undefined,
  records: readonly ReadRecord[],
) {
  const members = new Set(before?.members);
  for (const { value } of records) {
    for (const member of value as readonly SetMember[]) {
      if (members.size < mostMembers) members.add(member);
    }
  }
  return { members: [...members] };
}
