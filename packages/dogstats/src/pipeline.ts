import {
  type Aggregator,
  asError,
  type Clock,
  type Cut,
  type DropCounts,
  lostReport,
  type Sink,
  type SinkFigures,
} from '@dogstats/core';
import { Deadline } from './deadline.js';
import { type FlushReport, flushReport } from './flush-report.js';
import { GuardedSink } from './guarded-sink.js';
import { latest } from './latest.js';
import { Ledger, type LedgerEntry, type LedgerTotals } from './ledger.js';
import { Outage } from './outage.js';
import { Reading } from './reading.js';
import { Settlement } from './settlement.js';
import { type CutSource, type PipelineStats, Telemetry } from './telemetry.js';

/** Longer than any point is accepted: what a sink has not settled by then it never will. */
const givenUpAfterMs = 65 * 60_000;

/** How long a sink may take to close, once nobody waits for deliveries any more. */
const closingMs = 1000;

export interface PipelineOptions {
  readonly aggregator: Aggregator;
  /** Where metrics about the client itself are kept; none by default. */
  readonly telemetry?: Aggregator | undefined;
  readonly sink: Sink;
  /** Whether nobody else writes to the sink, so that its figures are ours. */
  readonly ownsSink: boolean;
  readonly clock: Clock;
  /** Told of what went wrong, and at each timed flush of what still does. */
  readonly onErrors: (errors: readonly Error[], dropped: DropCounts) => void;
  /** Told of outages, a line at a time. */
  readonly onOutage: (line: string) => void;
}

/** Which buckets a flush takes. */
export type FlushScope = 'all' | { readonly beforeSeconds: number };

/**
 * One sink with what leads to it: the aggregator it is cut from, and the ledger of what it was given.
 */
export class Pipeline {
  readonly aggregator: Aggregator;
  readonly #telemetry: Telemetry | undefined;
  readonly #source: CutSource;
  readonly #sink: GuardedSink;
  readonly #ownsSink: boolean;
  readonly #clock: Clock;
  readonly #onErrors: (errors: readonly Error[], dropped: DropCounts) => void;
  readonly #outage: Outage;
  readonly #ledger = new Ledger();
  readonly #closing = new AbortController();
  /** What the sink read last; no other cut may begin before that has ended. */
  #reading: Reading | undefined;
  /** The last cut of everything, and how many batches were settled then. */
  #lastCut: { readonly cut: Cut; readonly settlements: number } | undefined;
  readonly #isUnsettled = (bucketStart: number): boolean => this.#ledger.isUnsettled(bucketStart);

  constructor(options: PipelineOptions) {
    const { aggregator, telemetry } = options;
    this.aggregator = aggregator;
    this.#telemetry = telemetry && new Telemetry(aggregator, telemetry, () => this.stats());
    this.#source = this.#telemetry ?? aggregator;
    this.#sink = new GuardedSink(options.sink);
    this.#ownsSink = options.ownsSink;
    this.#clock = options.clock;
    this.#onErrors = options.onErrors;
    this.#outage = new Outage(options.clock, options.onOutage);
  }

  /** Once a second: keeps the clock of what is recorded, and looks how delivery is doing. */
  tick(): void {
    this.aggregator.tick();
    this.#observe();
  }

  /** Hands over the buckets that have ended; nobody waits. */
  flushClosed(): void {
    this.#ledger.expire(this.#clock.monotonic() - givenUpAfterMs);
    this.#onErrors(this.#sink.errors, {});
    this.#inTurn(() => this.#source.cutClosed(this.#isUnsettled));
  }

  /** Hands over distributions that are full. */
  flushFull(): void {
    this.#inTurn(() => this.aggregator.cutFull());
  }

  /** Hands over everything of a scope and waits until it is settled, or until the time is over. */
  async flush(scope: FlushScope, timeoutMs: number): Promise<FlushReport> {
    const deadline = new Deadline(this.#clock, timeoutMs);
    const cover = this.#ledger.cover();
    try {
      this.#sink.hurry();
      const waiting = await this.#handAll(scope, cover, deadline);
      for (let open = unsettled(cover); open.length > 0; open = unsettled(cover)) {
        if (deadline.isOver) break;
        await settled(open, open.length, deadline);
      }
      return this.#report(cover, waiting);
    } finally {
      this.#observe();
      this.#ledger.uncover(cover);
      deadline.cancel();
    }
  }

  /** Flushes, gives up what is not delivered in time, and closes the sink. */
  async close(timeoutMs: number, meanwhile?: Promise<unknown>): Promise<FlushReport> {
    const cover = this.#ledger.cover();
    const deadline = new Deadline(this.#clock, timeoutMs);
    while (this.#busy !== undefined && !deadline.isOver) await this.#turn(deadline);
    deadline.cancel();
    // There is no later: buckets that have something under way are cut again all the same.
    this.#hand(this.#source.cutAll(), deadline.atMs);
    await this.flush('all', Math.max(deadline.atMs - this.#clock.monotonic(), 0));
    // Bounded by the same time.
    await meanwhile;
    this.#closing.abort();
    await this.#closeSink();
    this.#ledger.expire(Number.POSITIVE_INFINITY, 'shutdown');
    this.#ledger.uncover(cover);
    return this.#report(cover, 0);
  }

  /** The process ends in this turn: has all there is kept, and returns the calls that are lost. */
  saveNow(): number {
    // What was not read of the last cut is in the next one.
    this.#reading?.end();
    const lost = this.#sink.saveNow(this.#source.cutAll().points);
    // What nobody has read is still in its bucket.
    return this.aggregator.open + (lost ?? this.#totals.retained);
  }

  /** What keeps the retained calls from being accepted, as far as the sink says. */
  get errors(): readonly Error[] {
    return this.#sink.errors;
  }

  /** Latest bucket start that was written to, unix seconds. */
  get usedUntil(): number | undefined {
    return latest([this.aggregator.usedUntil, this.#telemetry?.usedUntil]);
  }

  /** What became of the calls that other processes had left to the sink. */
  get adopted(): SinkFigures | undefined {
    return this.#sink.adopted;
  }

  stats(): PipelineStats {
    return { aggregator: this.aggregator.stats(), ledger: this.#totals };
  }

  /**
   * Hands over until nothing of a scope is left behind. A bucket with a payload under way is cut only
   * when that one is settled: an older value must not end up over a newer one, and fifty flushes at
   * once should not send fifty payloads.
   *
   * @returns calls that are still left when the time is over.
   */
  async #handAll(scope: FlushScope, cover: Set<LedgerEntry>, deadline: Deadline): Promise<number> {
    for (;;) {
      // Without a need to wait the cut is made at once, in the caller's turn.
      while (this.#busy !== undefined && !deadline.isOver) await this.#turn(deadline);
      if (deadline.isOver) return this.aggregator.open;
      const cut = this.#cutAndHand(scope, deadline.atMs);
      while (this.#busy !== undefined && !deadline.isOver) await this.#turn(deadline);
      // What was not read in time is still in its bucket.
      if (this.#busy !== undefined) return this.aggregator.open;
      const open = unsettled(cover);
      if (cut.waiting === 0 || open.length === 0 || deadline.isOver) {
        // From here on, in this very turn, what others hand over is theirs.
        this.#ledger.uncover(cover);
        return cut.waiting;
      }
      await settled(open, 1, deadline);
    }
  }

  #cutAndHand(scope: FlushScope, deadlineMs: number): Cut {
    if (scope !== 'all') {
      const { beforeSeconds } = scope;
      return this.#hand(this.#source.cutBefore(beforeSeconds, this.#isUnsettled), deadlineMs);
    }
    // Another flush may just have cut all there is: flushes that wait together share one cut.
    const { settlements } = this.#ledger;
    const last = this.#lastCut;
    if (last?.settlements === settlements && this.aggregator.open === last.cut.waiting) {
      return last.cut;
    }
    const cut = this.#hand(this.#source.cutAll(this.#isUnsettled), deadlineMs);
    this.#lastCut = { cut, settlements };
    return cut;
  }

  /**
   * Waits until what is being read is read, or until the time is over. Whoever wants to cut has to look
   * again afterwards: another one that waited may have begun.
   */
  async #turn(deadline: Deadline): Promise<void> {
    if (this.#busy !== undefined) await deadline.first([this.#busy.ended]);
  }

  get #busy(): Reading | undefined {
    return this.#reading?.isEnded === false ? this.#reading : undefined;
  }

  /** Cuts and hands over, as soon as nothing is being read any more; nobody waits. */
  #inTurn(cut: () => Cut): void {
    if (this.#busy === undefined) this.#hand(cut(), Number.POSITIVE_INFINITY);
    else void this.#busy.ended.then(() => this.#inTurn(cut));
  }

  #hand(cut: Cut, deadline: number): Cut {
    const points = cut.points[Symbol.iterator]();
    const first = points.next();
    if (first.done === true) return cut;
    const entry = this.#ledger.open(this.#clock.monotonic(), ({ errors, dropped }) => {
      reading.end();
      this.#onErrors(errors, dropped);
      this.#observe();
    });
    const reading = new Reading(first, points, entry);
    this.#reading = reading;
    const { signal } = this.#closing;
    this.#sink
      .write({ points: reading }, { signal, deadline })
      .then((report) => entry.settle(report))
      .catch((error) => entry.settle(lostReport(entry.samples, asError(error))));
    return cut;
  }

  /** A sink settles what it gives up when it is closed; one that does not has lost it. */
  async #closeSink(): Promise<void> {
    const deadline = new Deadline(this.#clock, closingMs);
    const closed = this.#sink
      .close()
      .catch((error) => this.#onErrors([asError(error)], { sink_failed: 1 }));
    await deadline.first([closed]);
    deadline.cancel();
    await new Promise((resolve) => setImmediate(resolve));
  }

  #observe(): void {
    const { accepted, retained, dropped } = this.#totals;
    this.#outage.observe({
      errors: this.#sink.errors,
      failures: this.#sink.failures,
      ...{ accepted, retained },
      dropped: Object.values(dropped).reduce((sum, calls) => sum + calls, 0),
      oldestMs: this.#ledger.oldestMs,
    });
  }

  #report(cover: ReadonlySet<LedgerEntry>, waiting: number): FlushReport {
    const open = unsettled(cover);
    const outcomes = [...cover].flatMap(({ outcome }) => (outcome === undefined ? [] : [outcome]));
    const underWay = open.reduce((sum, { samples }) => sum + samples, 0);
    // The sink's own figure covers all that is under way: it says nothing of a part of that.
    const acceptedSoFar = open.length === this.#ledger.underWay ? this.#acceptedAhead : 0;
    const left = outcomes.reduce((sum, outcome) => sum + (outcome.retained ?? 0), 0);
    const retained = underWay - acceptedSoFar + waiting + left;
    const report = flushReport(outcomes, retained, retained > 0 ? this.#sink.errors : []);
    return { ...report, accepted: report.accepted + acceptedSoFar };
  }

  get #totals(): LedgerTotals {
    return this.#ledger.totals(this.#ownsSink ? this.#sink.accepted : 0);
  }

  /** Calls of batches under way that an own sink knows to be accepted. */
  get #acceptedAhead(): number {
    if (!this.#ownsSink) return 0;
    return this.#totals.accepted - this.#ledger.totals().accepted;
  }
}

/** Resolves when so many of them are settled, or the time is over. */
function settled(open: LedgerEntry[], count: number, deadline: Deadline): Promise<void> {
  const settlements = open.map(({ settlement }) => settlement);
  return Settlement.wait(settlements, count, deadline);
}

function unsettled(entries: Iterable<LedgerEntry>): LedgerEntry[] {
  return [...entries].filter(({ outcome }) => outcome === undefined);
}
