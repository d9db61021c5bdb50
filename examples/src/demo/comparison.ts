import type { StoredSeries } from '@dogstats/intake';
import { metric } from './shop-metrics.js';
import { bucketOf, type Tally } from './tally.js';

/** One thing, counted twice: by the shop itself, and by way of dogStats and the intake. */
export interface Row {
  readonly what: string;
  /** `undefined`: nothing was recorded. */
  readonly recorded: number | undefined;
  /** `undefined`: the intake holds nothing of it. */
  readonly held: number | undefined;
}

export function isEqual({ recorded, held }: Row): boolean {
  return recorded === held;
}

/** Puts what the shop recorded beside what the intake holds, whichever of them knows of it. */
export function compare(tally: Tally, held: readonly StoredSeries[]): Row[] {
  const ofMetric = (name: string): StoredSeries[] =>
    held.filter((series) => series.metric === name);
  const requests = sumBy(ofMetric(metric.requests), ['route', 'status']);
  const timings = sumBy(ofMetric(`${metric.responseTime}.count`), ['route']);
  return [
    ...pair(metric.requests, tally.requests, requests),
    ...pair(`${metric.responseTime}.count`, tally.timings, timings),
    ...compareVisitors(tally, ofMetric(metric.visitors)),
    ...pair(metric.payments, tally.payments, sumBy(ofMetric(metric.payments), ['outcome'])),
    {
      what: `${metric.orderItems}.max`,
      recorded: tally.orders.mostItems,
      held: greatestValue(ofMetric(`${metric.orderItems}.max`)),
    },
    ...compareOrders(tally, ofMetric(metric.orderValue)),
    {
      what: `${metric.inFlight}, last value`,
      recorded: tally.inFlight,
      held: lastValue(ofMetric(metric.inFlight)),
    },
  ];
}

function pair(
  name: string,
  recorded: ReadonlyMap<string, number>,
  held: ReadonlyMap<string, number>,
): Row[] {
  const keys = [...new Set([...recorded.keys(), ...held.keys()])].sort();
  return keys.map((key) => ({
    what: `${name}  ${key}`,
    recorded: recorded.get(key),
    held: held.get(key),
  }));
}

/** Sums over all points, by the values of some tags. */
function sumBy(held: readonly StoredSeries[], keys: readonly string[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { tags, points } of held) {
    const group = keys.map((key) => tagValue(tags, key)).join(' ');
    for (const { value } of points) sums.set(group, (sums.get(group) ?? 0) + value);
  }
  return sums;
}

function tagValue(tags: readonly string[], key: string): string {
  return tags.find((tag) => tag.startsWith(`${key}:`))?.slice(key.length + 1) ?? '';
}

/** Compared bucket by bucket. Those that are equal share one row, of their sum. */
function compareVisitors(tally: Tally, held: readonly StoredSeries[]): Row[] {
  const recordedByBucket = new Map(
    [...tally.visitors].map(([bucket, visitors]) => [bucketKey(bucket), visitors.size] as const),
  );
  const heldByBucket = new Map<string, number>();
  for (const { timestamp, value } of held.flatMap(({ points }) => points)) {
    const key = bucketKey(bucketOf(timestamp));
    heldByBucket.set(key, (heldByBucket.get(key) ?? 0) + value);
  }
  const rows = pair(metric.visitors, recordedByBucket, heldByBucket);
  const equal = rows.filter(isEqual);
  const sum = equal.reduce((total, { held = 0 }) => total + held, 0);
  const differing = rows.filter((row) => !isEqual(row));
  const what = `${metric.visitors}, sum over ${equal.length} buckets`;
  return [{ what, recorded: sum, held: sum }, ...differing];
}

function compareOrders({ orders }: Tally, held: readonly StoredSeries[]): Row[] {
  const values = held.flatMap(({ samples = [] }) => samples.flatMap((sample) => sample.values));
  const sum = values.reduce((total, value) => total + value, 0);
  return [
    { what: `${metric.orderValue}, number`, recorded: orders.count, held: values.length },
    { what: `${metric.orderValue}, sum`, recorded: orders.value, held: sum },
  ];
}

function bucketKey(bucket: number): string {
  return `bucket ${bucket}`;
}

function greatestValue(held: readonly StoredSeries[]): number {
  const values = held.flatMap(({ points }) => points.map(({ value }) => value));
  return Math.max(0, ...values);
}

function lastValue(held: readonly StoredSeries[]): number | undefined {
  const points = held.flatMap((series) => series.points);
  return points.sort((a, b) => a.timestamp - b.timestamp).at(-1)?.value;
}
