import {
  balancedReport,
  type DeliveryReport,
  DogStatsError,
  DropCounter,
  type DropCounts,
  type DropReason,
  lostReport,
  type MetricPoint,
} from '@dogstats/core';
import { Settlement } from './settlement.js';

/** A batch that was handed to a sink. */
export interface LedgerEntry {
  /** Recorded calls that the sink has read so far. */
  readonly samples: number;
  /** What became of it; `undefined` until it is settled. */
  readonly outcome: DeliveryReport | undefined;
  readonly settlement: Settlement;
  /** Enters a point that the sink is about to read. */
  enter(point: MetricPoint): void;
  settle(report: DeliveryReport): void;
}

/** Totals of what was handed to a sink, in recorded calls. */
export interface LedgerTotals {
  readonly accepted: number;
  /** Handed over, not settled. */
  readonly retained: number;
  /** Left to other processes. */
  readonly left: number;
  readonly dropped: DropCounts;
  readonly possiblyDuplicated: number;
}

/**
 * The account of one sink: what was handed over is accepted, dropped or under way, and nothing else.
 * A sink that reports less than it took, or more, can't bring it out of balance.
 */
export class Ledger {
  /** Batches settled so far: as long as it stands still, nothing has changed. */
  settlements = 0;
  readonly #inFlight = new Set<Entry>();
  readonly #covers = new Set<Set<LedgerEntry>>();
  readonly #dropped = new DropCounter();
  #accepted = 0;
  #retained = 0;
  #left = 0;
  #possiblyDuplicated = 0;

  /** Opens the entry of a batch. */
  open(nowMs: number, onSettled: (report: DeliveryReport) => void): LedgerEntry {
    const entry = new Entry(nowMs, {
      entered: (point) => {
        this.#retained += point.samples;
      },
      settled: (report) => {
        this.settlements++;
        this.#inFlight.delete(entry);
        this.#retained -= entry.samples;
        this.#accepted += report.accepted;
        this.#left += report.retained ?? 0;
        this.#dropped.addAll(report.dropped);
        this.#possiblyDuplicated += report.possiblyDuplicated;
        onSettled(report);
      },
    });
    this.#inFlight.add(entry);
    for (const cover of this.#covers) cover.add(entry);
    return entry;
  }

  /**
   * The batches under way, and those that are opened until `uncover()`: what a flush waits for and
   * reports on.
   */
  cover(): Set<LedgerEntry> {
    const cover = new Set<LedgerEntry>(this.#inFlight);
    this.#covers.add(cover);
    return cover;
  }

  uncover(cover: Set<LedgerEntry>): void {
    this.#covers.delete(cover);
  }

  /** Batches that are not settled. */
  get underWay(): number {
    return this.#inFlight.size;
  }

  /** When the oldest of them was handed over, monotonic milliseconds; `Infinity` for none. */
  get oldestMs(): number {
    for (const { sinceMs } of this.#inFlight) return sinceMs;
    return Number.POSITIVE_INFINITY;
  }

  /** Whether something of a bucket is under way that a later value must not overtake. */
  isUnsettled(bucketStart: number): boolean {
    for (const { bucketStarts } of this.#inFlight) if (bucketStarts.has(bucketStart)) return true;
    return false;
  }

  /** Gives up batches that were handed over before a moment, monotonic milliseconds. */
  expire(beforeMs: number, reason: DropReason = 'sink_failed'): void {
    const error = new DogStatsError('ERR_SINK', 'the sink never settled a batch');
    for (const entry of this.#inFlight) {
      if (entry.sinceMs < beforeMs) entry.settle(lostReport(entry.samples, error, reason));
    }
  }

  /** @param acceptedBySink what an own sink knows to be accepted of batches under way, and before. */
  totals(acceptedBySink = 0): LedgerTotals {
    const ahead = Math.min(Math.max(acceptedBySink - this.#accepted, 0), this.#retained);
    return {
      accepted: this.#accepted + ahead,
      retained: this.#retained - ahead,
      left: this.#left,
      dropped: this.#dropped.counts(),
      possiblyDuplicated: this.#possiblyDuplicated,
    };
  }
}

/** How the ledger hears of its entries. */
interface EntryEvents {
  entered(point: MetricPoint): void;
  settled(report: DeliveryReport): void;
}

class Entry implements LedgerEntry {
  samples = 0;
  outcome: DeliveryReport | undefined = undefined;
  readonly bucketStarts = new Set<number>();
  /** When it was handed over, monotonic milliseconds. */
  readonly sinceMs: number;
  readonly settlement = new Settlement();
  readonly #events: EntryEvents;

  constructor(sinceMs: number, events: EntryEvents) {
    this.sinceMs = sinceMs;
    this.#events = events;
  }

  enter(point: MetricPoint): void {
    this.samples += point.samples;
    if (point.type !== 'distribution') this.bucketStarts.add(point.bucketStart);
    this.#events.entered(point);
  }

  settle(report: DeliveryReport): void {
    if (this.outcome !== undefined) return;
    this.outcome = balancedReport(report, this.samples);
    this.#events.settled(this.outcome);
    this.settlement.settle();
  }
}
