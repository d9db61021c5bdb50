import {
  type DeliveryReport,
  DogStatsError,
  DropCounter,
  type DropCounts,
  type MetricPoint,
  type SinkStats,
} from '@dogstats/core';

/** A batch that was handed to a sink and is not settled. */
export interface InFlight {
  /** Recorded calls that the sink has read so far. */
  readonly samples: number;
  readonly settled: Promise<void>;
  readonly isSettled: boolean;
  /** Enters a point that the sink is about to read. */
  enter(point: MetricPoint): void;
  settle(report: DeliveryReport): void;
}

/** Totals of what was handed to a sink, in recorded calls. */
export interface LedgerTotals {
  readonly accepted: number;
  /** Handed over, not settled. */
  readonly retained: number;
  readonly dropped: DropCounts;
  readonly possiblyDuplicated: number;
}

/**
 * The account of one sink: what was handed over is accepted, dropped or under way, and nothing else.
 * A sink that reports less than it took, or more, can't bring it out of balance.
 */
export class Ledger {
  readonly #inFlight = new Set<Entry>();
  readonly #dropped = new DropCounter();
  #accepted = 0;
  #retained = 0;
  #possiblyDuplicated = 0;

  /** Opens the entry of a batch. */
  open(nowMs: number, onSettled: (report: DeliveryReport) => void): InFlight {
    const entry = new Entry(nowMs, {
      entered: (point) => {
        this.#retained += point.samples;
      },
      settled: (report) => {
        this.#inFlight.delete(entry);
        this.#retained -= entry.samples;
        this.#accepted += report.accepted;
        this.#dropped.addAll(report.dropped);
        this.#possiblyDuplicated += report.possiblyDuplicated;
        onSettled(report);
      },
    });
    this.#inFlight.add(entry);
    return entry;
  }

  /** Whether something of a bucket is under way that a later value must not overtake. */
  isUnsettled(bucketStart: number): boolean {
    for (const { bucketStarts } of this.#inFlight) if (bucketStarts.has(bucketStart)) return true;
    return false;
  }

  /** One promise per batch under way. */
  unsettled(): Promise<void>[] {
    return [...this.#inFlight].map(({ settled }) => settled);
  }

  /** Gives up batches that a sink holds for longer than any point is accepted. */
  expire(beforeMs: number): void {
    const error = new DogStatsError('ERR_SINK', 'the sink never settled a batch');
    for (const entry of this.#inFlight) {
      if (entry.sinceMs < beforeMs) entry.settle(lostReport(entry.samples, error));
    }
  }

  /** @param partial the sink's own figures, which know more while batches are under way. */
  totals(partial?: SinkStats): LedgerTotals {
    const ahead = Math.min(Math.max((partial?.accepted ?? 0) - this.#accepted, 0), this.#retained);
    return {
      accepted: this.#accepted + ahead,
      retained: this.#retained - ahead,
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

class Entry implements InFlight {
  samples = 0;
  isSettled = false;
  readonly bucketStarts = new Set<number>();
  /** When it was handed over, monotonic milliseconds. */
  readonly sinceMs: number;
  readonly settled: Promise<void>;
  readonly #events: EntryEvents;
  #resolve: () => void = () => {};

  constructor(sinceMs: number, events: EntryEvents) {
    this.sinceMs = sinceMs;
    this.#events = events;
    this.settled = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  enter(point: MetricPoint): void {
    this.samples += point.samples;
    if (point.type !== 'distribution') this.bucketStarts.add(point.bucketStart);
    this.#events.entered(point);
  }

  settle(report: DeliveryReport): void {
    if (this.isSettled) return;
    this.isSettled = true;
    this.#events.settled(balance(report, this.samples));
    this.#resolve();
  }
}

/** What to say of a batch that a sink lost as a whole. */
export function lostReport(samples: number, error: Error): DeliveryReport {
  return { accepted: 0, dropped: { sink_failed: samples }, possiblyDuplicated: 0, errors: [error] };
}

/** A report that adds up to what the batch held, whatever a sink said. */
function balance(report: DeliveryReport, samples: number): DeliveryReport {
  const dropped = new DropCounter();
  let left = samples;
  const accepted = clamp(report.accepted, left);
  left -= accepted;
  for (const [reason, calls] of Object.entries(report.dropped ?? {})) {
    const taken = clamp(calls, left);
    dropped.addAll({ [reason]: taken });
    left -= taken;
  }
  dropped.add('sink_failed', left);
  return {
    accepted,
    dropped: dropped.counts(),
    possiblyDuplicated: clamp(report.possiblyDuplicated, samples),
    errors: Array.isArray(report.errors) ? report.errors : [],
  };
}

function clamp(calls: unknown, most: number): number {
  if (typeof calls !== 'number' || !(calls > 0)) return 0;
  return Math.min(calls, most);
}
