import type { Sink } from '@dogstats/core';
import { addRecords, type BucketState } from './bucket-state.js';
import type { Cell } from './cell.js';
import type { HeldClaims } from './held-claims.js';
import { type ReadRecord, type Series, seriesOf } from './read-record.js';
import type { OpenedCell, RelayStore } from './relay-store.js';
import { type SendOutcome, sendSeries, UnsettledSend } from './send-series.js';
import { type PointOptions, pointsOf } from './series-points.js';

/** Records of one commit, about: Redis does nothing else meanwhile. */
const commitRecords = 2_000;

/**
 * How the work on a cell ended.
 * - `done`: all its records are accepted or rejected, and gone.
 * - `held`: another relay is at it.
 * - `lost`: another relay has taken it over.
 * - `unsettled`: nobody knows what became of the send; the records are still there.
 */
export interface CellOutcome {
  readonly end: 'done' | 'held' | 'lost' | 'unsettled';
  /** Records that were accepted. */
  readonly accepted: number;
  /** Records that the intake refused. */
  readonly rejected: number;
  /** Series of which nothing was new. */
  readonly resent: number;
}

export interface CellDeliveryOptions {
  readonly store: RelayStore;
  readonly claims: HeldClaims;
  readonly sink: Sink;
  readonly points: PointOptions;
  readonly leaseMs: number;
  /** How long after its start a bucket is accepted, seconds. */
  readonly ttlSeconds: number;
}

/** A series of a cell, with everything that is known of it. */
interface WholeSeries {
  readonly series: Series;
  readonly state: BucketState;
  /** Records that are new in it. */
  readonly records: readonly ReadRecord[];
}

const nothing = { accepted: 0, rejected: 0, resent: 0 };

/**
 * Delivers a cell: claim, add what is new to what was delivered, send whole values, commit. Records
 * go only with the commit, so that a relay that dies leaves everything to the next one, which sends
 * the same whole values again.
 */
export class CellDelivery {
  readonly #options: CellDeliveryOptions;

  constructor(options: CellDeliveryOptions) {
    this.#options = options;
  }

  /** @throws when Redis does not answer, or the sink rejects; the claim then ends by itself. */
  async deliver(cell: Cell, records: readonly ReadRecord[]): Promise<CellOutcome> {
    const { store, claims, leaseMs } = this.#options;
    const bySeries = groupBySeries(records);
    const ids = records.map(({ id }) => id);
    const opened = await store.open(cell, leaseMs, ids, bySeries.keys());
    if (opened === undefined) return { end: 'held', ...nothing };
    const signal = claims.hold(opened);
    try {
      return await this.#deliverOpened(opened, bySeries, signal);
    } finally {
      claims.drop(opened);
    }
  }

  async #deliverOpened(
    opened: OpenedCell,
    bySeries: ReadonlyMap<string, readonly ReadRecord[]>,
    signal: AbortSignal,
  ): Promise<CellOutcome> {
    const { store, claims, sink, points } = this.#options;
    const { bucketStart } = opened.cell;
    const whole = wholeSeries(opened, bySeries);
    // What a relay before may be sending still has to be overwritten a little later, too.
    const dealtWith = opened.takenOver ? '' : opened.mark;
    if (whole.length === 0) {
      await store.giveBack(opened, dealtWith, false);
      return { end: 'done', ...nothing };
    }
    if (!(await claims.confirm(opened))) return { end: 'lost', ...nothing };
    const series = whole.map(({ series, state }) => ({
      key: series.key,
      points: pointsOf(series, state, bucketStart, points),
    }));
    let outcome: SendOutcome;
    try {
      outcome = await sendSeries(sink, series, signal);
    } catch (error) {
      await store.giveBack(opened, '', true);
      // What keeps a send from being settled is in the figures of the sink.
      if (error instanceof UnsettledSend) return { end: 'unsettled', ...nothing };
      throw error;
    }
    const accepted = whole.filter(({ series }) => !outcome.refused.has(series.key));
    if (!(await this.#commit(opened, accepted))) return { end: 'lost', ...nothing };
    const refused = whole.filter(({ series }) => outcome.refused.has(series.key));
    const rejected = await this.#reject(refused, outcome.error);
    await store.giveBack(opened, outcome.isDoubtful ? '' : dealtWith, outcome.isDoubtful);
    return {
      end: 'done',
      accepted: accepted.reduce((sum, { records }) => sum + records.length, 0),
      rejected,
      resent: accepted.filter(({ records }) => records.length === 0).length,
    };
  }

  /** @returns false when the claim is lost; that is asked for even if there is nothing to keep. */
  async #commit(opened: OpenedCell, whole: readonly WholeSeries[]): Promise<boolean> {
    const { store, ttlSeconds } = this.#options;
    // A little longer than records of the bucket are taken.
    const endsAt = opened.cell.bucketStart + ttlSeconds + 600;
    let states = new Map<string, BucketState>();
    let ids: string[] = [];
    for (const { series, state, records } of whole) {
      if (records.length === 0) continue;
      states.set(series.key, state);
      for (const { id } of records) ids.push(id);
      if (ids.length < commitRecords) continue;
      if (!(await store.commit(opened, states, ids, endsAt))) return false;
      states = new Map();
      ids = [];
    }
    return store.commit(opened, states, ids, endsAt);
  }

  #reject(refused: readonly WholeSeries[], error: Error | undefined): Promise<number> {
    return this.#options.store.reject(
      refused.flatMap(({ series, records }) =>
        records.map(({ id, value, timestamp }) => ({
          id,
          reason: 'refused' as const,
          detail: error?.message ?? '',
          body: JSON.stringify({ series: series.key, value, timestamp }),
        })),
      ),
    );
  }
}

function groupBySeries(records: readonly ReadRecord[]): Map<string, ReadRecord[]> {
  const groups = new Map<string, ReadRecord[]>();
  for (const record of records) {
    const group = groups.get(record.series.key);
    if (group === undefined) groups.set(record.series.key, [record]);
    else group.push(record);
  }
  return groups;
}

/** The series to send: those with new records, and when the cell is marked all others, too. */
function wholeSeries(
  { present, states }: OpenedCell,
  bySeries: ReadonlyMap<string, readonly ReadRecord[]>,
): WholeSeries[] {
  const whole: WholeSeries[] = [];
  const isNew = new Set<string>();
  for (const [key, group] of bySeries) {
    const records = group.filter(({ id }) => present.has(id));
    const series = records[0]?.series;
    if (series === undefined) continue;
    isNew.add(key);
    whole.push({ series, state: addRecords(series.type, states.get(key), records), records });
  }
  return [...whole, ...unchanged(states, isNew)];
}

function unchanged(
  states: ReadonlyMap<string, BucketState>,
  isNew: ReadonlySet<string>,
): WholeSeries[] {
  return [...states]
    .filter(([key]) => !isNew.has(key))
    .map(([key, state]) => ({ series: seriesOf(key), state, records: [] }));
}
