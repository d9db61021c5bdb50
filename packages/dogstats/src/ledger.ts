import {
  type Cut,
  type DeliveryReport,
  DogStatsError,
  DropCounter,
  type DropCounts,
  type SinkStats,
} from '@dogstats/core';

/** A batch that was handed to a sink and is not settled. */
interface InFlight {
  readonly samples: number;
  readonly bucketStarts: ReadonlySet<number>;
  /** When it was handed over, monotonic milliseconds. */
  readonly sinceMs: number;
  readonly settled: Promise<void>;
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
  readonly #inFlight = new Set<InFlight>();
  readonly #dropped = new DropCounter();
  #accepted = 0;
  #retained = 0;
  #possiblyDuplicated = 0;

  /** Enters a batch; `settle` takes it out again, with what became of it. */
  enter(cut: Cut, nowMs: number, onSettled: (report: DeliveryReport) => void): InFlight {
    const bucketStarts = new Set<number>();
    for (const point of cut.points) {
      if (point.type !== 'distribution') bucketStarts.add(point.bucketStart);
    }
    let resolve = (): void => {};
    const settled = new Promise<void>((done) => {
      resolve = done;
    });
    const entry: InFlight = {
      samples: cut.samples,
      bucketStarts,
      sinceMs: nowMs,
      settled,
      settle: (report) => {
        if (!this.#inFlight.delete(entry)) return;
        const balanced = balance(report, cut.samples);
        this.#retained -= cut.samples;
        this.#accepted += balanced.accepted;
        this.#dropped.addAll(balanced.dropped);
        this.#possiblyDuplicated += balanced.possiblyDuplicated;
        resolve();
        onSettled(balanced);
      },
    };
    this.#inFlight.add(entry);
    this.#retained += cut.samples;
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
