import { setImmediate } from 'node:timers/promises';
import type { DecodedSeries } from '../decode/decoded-series.js';
import { emptyPayload } from '../decode/payload.js';
import type { Ingest } from '../http/ingest.js';
import { type Drop, DropTally } from '../rules/drop.js';
import type { Evicted } from '../store/evicted.js';
import type { Tenant } from '../tenants/tenant.js';
import { generated } from './generate.js';
import type { SeedPlan } from './read-seed.js';
import type { SeedSeries } from './seed.js';

/** What became of a seed. */
export interface Seeded {
  /** Series and points in it, of distributions samples. */
  readonly series: number;
  readonly points: number;
  /** What was not taken, one entry per reason. */
  readonly dropped: readonly Drop[];
  /** What had to go to make room for it. */
  readonly evicted: Evicted;
}

/** Between two batches of this many points others have their turn. */
const pointsPerTurn = 100_000;

/**
 * Stores a seed by the rules for payloads, but for their age.
 *
 * @throws the reason of the signal once that is aborted; what was stored by then stays
 */
export async function sow(
  ingest: Ingest,
  tenant: Tenant,
  plan: SeedPlan,
  { retentionSeconds }: { readonly retentionSeconds: number },
  signal: AbortSignal,
): Promise<Seeded> {
  const dropped = new DropTally();
  const total = { series: 0, points: 0 };
  const evicted = { series: 0, points: 0 };
  let batch: DecodedSeries[] = [];
  let points = 0;
  const store = async (): Promise<void> => {
    signal.throwIfAborted();
    const stored = ingest.store(tenant, { ...emptyPayload, series: batch }, retentionSeconds);
    for (const { reason, count, metric, hint } of stored.dropped) {
      dropped.add(reason, count, metric, hint);
    }
    evicted.series += stored.evicted.series;
    evicted.points += stored.evicted.points;
    batch = [];
    points = 0;
    await setImmediate();
  };
  for (const series of seriesOf(plan)) {
    batch.push(series);
    points += series.values.length;
    total.series++;
    total.points += series.values.length;
    if (points >= pointsPerTurn) await store();
  }
  await store();
  tenant.waiters.check();
  return { ...total, dropped: dropped.drops, evicted };
}

function* seriesOf({ series, generate }: SeedPlan): Iterable<DecodedSeries> {
  for (const each of series) yield decoded(each);
  for (const each of generate) yield* generated(each);
}

function decoded({ metric, type, host, tags, interval, points }: SeedSeries): DecodedSeries {
  const timestamps: number[] = [];
  const values: number[] = [];
  for (const [timestamp, value] of points) {
    for (const one of typeof value === 'number' ? [value] : value) {
      timestamps.push(timestamp);
      values.push(one);
    }
  }
  return {
    ...{ metric, type: type ?? 'gauge', host: host ?? '', tags: tags ?? [] },
    ...{ interval: interval ?? 0, resources: 0, timestamps, values },
  };
}
