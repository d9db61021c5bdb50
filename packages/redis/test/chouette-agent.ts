import type { StoredRecord } from './redis-clients.js';

/** A point as the agent sends it on. */
export interface WrappedPoint {
  readonly metric: string;
  readonly tags: readonly string[];
  readonly points: readonly [[number, number]];
  readonly type: string;
  readonly interval?: number;
}

interface Body {
  readonly metric: string;
  readonly type: string;
  readonly value: number & readonly unknown[];
  readonly timestamp: number;
  readonly tags?: unknown;
}

const aggregates = ['max', 'median', 'avg', 'count'];
const percentiles = [0.95];

/**
 * What the agent's aggregator makes of a raw queue: the reference that our records are held against,
 * its faults included. Only neighbours are merged.
 *
 * @param records in the order of the queue: by score, then by id.
 */
export function aggregateAsAgent(
  records: readonly StoredRecord[],
  nowSeconds: number,
  { ttlSeconds = 14_400, interval = 10 } = {},
): WrappedPoint[] {
  const kept = records.filter(({ score }) => score > nowSeconds - ttlSeconds);
  const buckets = groupNeighbours(kept, ({ score }) => Math.floor(score / interval));
  return buckets.flatMap((bucket) => {
    const bodies = bucket.map(({ body }) => body as unknown as Body).filter(isComplete);
    return groupNeighbours(bodies, identity).flatMap((group) => wrap(group, interval));
  });
}

function groupNeighbours<T>(items: readonly T[], keyOf: (item: T) => unknown): T[][] {
  const groups: T[][] = [];
  let last: unknown;
  for (const item of items) {
    const key = keyOf(item);
    if (groups.length > 0 && key === last) groups.at(-1)?.push(item);
    else groups.push([item]);
    last = key;
  }
  return groups;
}

function isComplete(body: Body | null): body is Body {
  return body !== null && ['metric', 'type', 'value', 'timestamp'].every((key) => key in body);
}

function tagsOf({ tags }: Body): string[] {
  if (typeof tags !== 'object' || tags === null || Array.isArray(tags)) return [];
  return Object.entries(tags)
    .map(([name, value]) => `${name}:${value}`)
    .sort();
}

function identity(body: Body): string {
  return JSON.stringify([body.metric, body.type, tagsOf(body)]);
}

function wrap(group: readonly Body[], interval: number): WrappedPoint[] {
  const first = group[0] as Body;
  const earliest = Math.min(...group.map(({ timestamp }) => timestamp));
  const point = (suffix: string, type: string, value: number): WrappedPoint => ({
    metric: first.metric + suffix,
    tags: tagsOf(first),
    points: [[earliest, value]],
    type,
    ...(type === 'gauge' ? {} : { interval: 10 }),
  });
  const sum = group.reduce((total, { value }) => total + value, 0);
  switch (first.type) {
    case 'count':
      return [point('', 'count', sum)];
    case 'rate':
      return [point('', 'rate', sum / interval)];
    case 'gauge': {
      const latest = group.reduce((a, b) => (b.timestamp > a.timestamp ? b : a));
      return [point('', 'gauge', latest.value)];
    }
    case 'set': {
      if (group.some(({ value }) => !Array.isArray(value))) return [];
      return [point('', 'count', new Set(group.flatMap(({ value }) => value)).size)];
    }
    case 'histogram':
      return histogram(group.map(({ value }) => value).sort((a, b) => a - b)).map(
        ([suffix, type, value]) => point(suffix, type, value),
      );
    default:
      return [];
  }
}

function histogram(sorted: readonly number[]): [string, string, number][] {
  const n = sorted.length;
  const sum = sorted.reduce((total, value) => total + value, 0);
  const all: [string, string, number][] = [
    ['.avg', 'gauge', sum / n],
    ['.count', 'rate', n / 10],
    ['.sum', 'gauge', sum],
    ['.min', 'gauge', sorted[0] as number],
    ['.max', 'gauge', sorted[n - 1] as number],
    ['.median', 'gauge', percentile(sorted, 0.5)],
  ];
  const chosen = all.filter(([suffix]) => aggregates.includes(suffix.slice(1)));
  for (const p of percentiles) {
    chosen.push([`.${Math.trunc(100 * p)}percentile`, 'gauge', percentile(sorted, p)]);
  }
  return chosen;
}

function percentile(sorted: readonly number[], p: number): number {
  const index = (sorted.length - 1) * p;
  const [floor, ceil] = [Math.floor(index), Math.ceil(index)];
  const at = (place: number): number => sorted[place] as number;
  if (floor === ceil) return at(floor);
  return at(floor) * (ceil - index) + at(ceil) * (index - floor);
}
