import {
  type Aggregator,
  type AggregatorStats,
  type Clock,
  type Cut,
  type DeliveryReport,
  DogStatsError,
  type Sink,
} from '@dogstats/core';
import type { FlushReport } from './flush-report.js';
import { Ledger, type LedgerTotals, lostReport } from './ledger.js';
import { Reading } from './reading.js';

/** Longer than any point is accepted: what a sink has not settled by then it never will. */
const givenUpAfterMs = 65 * 60_000;

/** A sink that can be told that somebody waits. */
interface HurryingSink extends Sink {
  hurry?(): void;
}

/** Which buckets a flush takes. */
export type FlushScope = 'all' | { readonly beforeSeconds: number };

/**
 * One sink with what leads to it: the aggregator it is cut from, and the ledger of what it was given.
 */
export class Pipeline {
  readonly aggregator: Aggregator;
  readonly #sink: HurryingSink;
  readonly #clock: Clock;
  readonly #onErrors: (errors: readonly Error[]) => void;
  readonly #ledger = new Ledger();
  readonly #closing = new AbortController();
  /** What the sink read last; no other cut may begin before that has ended. */
  #reading: Reading | undefined;
  /** One list for each flush that is being waited for. */
  readonly #errorListeners = new Set<Error[]>();
  readonly #isUnsettled = (bucketStart: number): boolean => this.#ledger.isUnsettled(bucketStart);

  /** @param onErrors told of what went wrong, and at each timed flush of what still does. */
  constructor(
    aggregator: Aggregator,
    sink: Sink,
    clock: Clock,
    onErrors: (errors: readonly Error[]) => void,
  ) {
    this.aggregator = aggregator;
    this.#sink = sink;
    this.#clock = clock;
    this.#onErrors = onErrors;
  }

  /** Hands over the buckets that have ended; nobody waits. */
  flushClosed(): void {
    this.#ledger.expire(this.#clock.monotonic() - givenUpAfterMs);
    this.#onErrors(this.#sink.stats?.().errors ?? []);
    this.#inTurn(() => this.aggregator.cutClosed(this.#isUnsettled));
  }

  /** Hands over distributions that are full. */
  flushFull(): void {
    this.#inTurn(() => this.aggregator.cutFull());
  }

  /**
   * Hands over everything of a scope and waits until it is settled, or until a moment of the
   * monotonic clock.
   */
  async flush(scope: FlushScope, deadlineMs: number): Promise<FlushReport> {
    const before = this.#ledger.totals();
    const errors: Error[] = [];
    this.#errorListeners.add(errors);
    const deadline = this.#deadline(deadlineMs);
    try {
      this.#sink.hurry?.();
      if (this.#busy !== undefined) await this.#turn(deadline);
      if (deadline.isOver()) return this.#report(before, this.aggregator.stats().open, errors);
      let cut = this.#hand(this.#cut(scope), deadlineMs);
      // A bucket with a payload under way is cut only when that one is settled: an older value must
      // not end up over a newer one, and fifty flushes at once should not send fifty payloads.
      for (
        let under = this.#ledger.unsettled();
        under.length > 0;
        under = this.#ledger.unsettled()
      ) {
        await Promise.race([...under, deadline.passed]);
        if (deadline.isOver()) break;
        if (cut.waiting === 0 || this.#busy !== undefined) continue;
        cut = this.#hand(this.#cut(scope), deadlineMs);
      }
      return this.#report(before, cut.waiting, errors);
    } finally {
      deadline.cancel();
      this.#errorListeners.delete(errors);
    }
  }

  /** Flushes, gives up what is not delivered in time, and closes the sink. */
  async close(deadlineMs: number): Promise<FlushReport> {
    const before = this.#ledger.totals();
    // There is no later: buckets that have something under way are cut again all the same.
    const deadline = this.#deadline(deadlineMs);
    await this.#turn(deadline);
    deadline.cancel();
    this.#hand(this.aggregator.cutAll(), deadlineMs);
    const { errors } = await this.flush('all', deadlineMs);
    this.#closing.abort();
    try {
      await this.#sink.close();
    } catch (error) {
      this.#onErrors([asError(error)]);
    }
    // A sink settles what it gives up when it is closed; one that does not has lost it.
    await Promise.race([Promise.all(this.#ledger.unsettled()), nextTurn()]);
    this.#ledger.expire(Number.POSITIVE_INFINITY);
    return this.#report(before, 0, errors);
  }

  stats(): { readonly aggregator: AggregatorStats; readonly ledger: LedgerTotals } {
    return {
      aggregator: this.aggregator.stats(),
      ledger: this.#ledger.totals(this.#sink.stats?.()),
    };
  }

  #cut(scope: FlushScope): Cut {
    return scope === 'all'
      ? this.aggregator.cutAll(this.#isUnsettled)
      : this.aggregator.cutBefore(scope.beforeSeconds, this.#isUnsettled);
  }

  /** Waits until nothing is being read any more, or until a deadline has passed. */
  async #turn(deadline: { passed: Promise<void>; isOver(): boolean }): Promise<void> {
    for (let reading = this.#busy; reading !== undefined; reading = this.#busy) {
      await Promise.race([reading.ended, deadline.passed]);
      if (deadline.isOver()) return;
    }
  }

  get #busy(): Reading | undefined {
    return this.#reading?.isEnded === false ? this.#reading : undefined;
  }

  /** Cuts and hands over, as soon as nothing is being read any more; nobody waits. */
  #inTurn(cut: () => Cut): void {
    if (this.#busy === undefined) this.#hand(cut(), Number.POSITIVE_INFINITY);
    else void this.#busy.ended.then(() => this.#inTurn(cut));
  }

  #hand(cut: Cut, deadlineMs: number): Cut {
    const points = cut.points[Symbol.iterator]();
    const first = points.next();
    if (first.done === true) return cut;
    const entry = this.#ledger.open(this.#clock.monotonic(), (report) => {
      for (const errors of this.#errorListeners) errors.push(...report.errors);
      this.#onErrors(report.errors);
    });
    const reading = new Reading(first, points, entry);
    this.#reading = reading;
    this.#write(reading, deadlineMs)

      .then(
        (report) => entry.settle(report),
        (error: unknown) => entry.settle(lostReport(entry.samples, asError(error))),
      )
      .finally(() => reading.end());
    return cut;
  }

  // Async, so that a sink that throws at once rejects, too.
  async #write(points: Reading, deadline: number): Promise<DeliveryReport> {
    const { signal } = this.#closing;
    const report = await this.#sink.write({ points }, { signal, deadline });
    if (typeof report !== 'object' || report === null)
      throw new DogStatsError('ERR_SINK', 'write() of the sink resolved without a report');
    return report;
  }

  #report(before: LedgerTotals, waiting: number, errors: readonly Error[]): FlushReport {
    const sink = this.#sink.stats?.();
    const after = this.#ledger.totals(sink);
    const dropped: Record<string, number> = {};
    for (const [reason, calls] of Object.entries(after.dropped)) {
      const fresh = calls - ((before.dropped as Record<string, number>)[reason] ?? 0);
      if (fresh > 0) dropped[reason] = fresh;
    }
    const retained = after.retained + waiting;
    return {
      ok: retained === 0 && Object.keys(dropped).length === 0,
      accepted: after.accepted - before.accepted,
      retained,
      dropped,
      possiblyDuplicated: after.possiblyDuplicated - before.possiblyDuplicated,
      errors: distinct(retained > 0 ? [...errors, ...(sink?.errors ?? [])] : errors),
    };
  }

  /** A timer that keeps the process alive: somebody awaits what it bounds. */
  #deadline(deadlineMs: number): {
    passed: Promise<void>;
    isOver(): boolean;
    cancel(): void;
  } {
    let over = false;
    let cancel = (): void => {};
    const passed = new Promise<void>((resolve) => {
      const timer = this.#clock.setTimeout(
        () => {
          over = true;
          resolve();
        },
        Math.max(0, deadlineMs - this.#clock.monotonic()),
        true,
      );
      cancel = () => timer.cancel();
    });
    return { passed, isOver: () => over, cancel };
  }
}

function distinct(errors: readonly Error[]): Error[] {
  return [...new Map(errors.map((error) => [error.message, error])).values()];
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new DogStatsError('ERR_SINK', String(error));
}
