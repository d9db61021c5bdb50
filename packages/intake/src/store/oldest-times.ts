import type { PointRing } from './point-ring.js';

export interface OldestTimes {
  /** Every point before this second goes … */
  readonly before: number;
  /** … and of this second … */
  readonly at: number;
  /** … so many. */
  readonly count: number;
}

/** Finds the `surplus` oldest points over all holders, counting points per second. */
export function oldestTimes(
  holders: Iterable<{ readonly points: PointRing }>,
  surplus: number,
): OldestTimes {
  const perSecond = new Map<number, number>();
  for (const { points } of holders) {
    for (let index = 0; index < points.length; index++) {
      const timestamp = points.timestampAt(index);
      perSecond.set(timestamp, (perSecond.get(timestamp) ?? 0) + 1);
    }
  }
  let left = surplus;
  for (const second of [...perSecond.keys()].sort((a, b) => a - b)) {
    const count = perSecond.get(second) ?? 0;
    if (count >= left) return { before: second, at: second, count: left };
    left -= count;
  }
  return { before: Number.POSITIVE_INFINITY, at: 0, count: 0 };
}
