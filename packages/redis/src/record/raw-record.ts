/** The types that a Chouette agent knows; it deletes records of any other. */
export const rawTypes = ['count', 'gauge', 'rate', 'histogram', 'set'] as const;
export type RawType = (typeof rawTypes)[number];

/** A member of a set: those that print alike are not the same to the agent, `1` and `'1'`. */
export type SetMember = string | number;

/** One record of the raw queue. The order of the fields is that of the JSON. */
export interface RawRecord {
  readonly metric: string;
  readonly type: RawType;
  readonly value: number | readonly SetMember[];
  /** Unix seconds. */
  readonly timestamp: number;
  /** Values are strings: the agent prints others as Python would. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Seconds that the agent gathers in one bucket, and has in `interval`. */
export const bucketSeconds = 10;

/** Start of the bucket that holds a time, unix seconds. */
export function bucketOf(seconds: number): number {
  return Math.floor(seconds / bucketSeconds) * bucketSeconds;
}
