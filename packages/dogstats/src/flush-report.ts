import {
  type DeliveryReport,
  DropCounter,
  type DropCounts,
  type SinkFigures,
} from '@dogstats/core';
import { distinctErrors } from './distinct-errors.js';
import type { NoticeFlushReport, NoticeStats } from './notices/notice-box.js';

/** What became of everything that was not settled when `flush()` was called, in recorded calls. */
export interface FlushReport {
  /** Whether all of it was accepted. */
  readonly ok: boolean;
  readonly accepted: number;
  /** Neither accepted nor given up when the time was over; delivery goes on in the background. */
  readonly retained: number;
  /** Given up, by reason. */
  readonly dropped: DropCounts;
  /** May have been counted twice: distributions re-sent after an unknown outcome. */
  readonly possiblyDuplicated: number;
  /** What went wrong, each with a `code`. */
  readonly errors: readonly Error[];
  /** What became of events and service checks; absent when there were none. */
  readonly notices?: NoticeFlushReport;
}

/** Figures of one instance since it was made: recorded = accepted + retained + dropped, always. */
export interface DogStatsStats {
  /** Every recording call, refused and sampled-away ones included. */
  readonly recorded: number;
  readonly accepted: number;
  /** In open buckets, on the way, or left in the spool for another process. */
  readonly retained: number;
  readonly dropped: DropCounts;
  readonly possiblyDuplicated: number;
  /** Calls of other processes that were found in the spool, and what became of them here. */
  readonly adopted?: SinkFigures;
  /** Events and service checks, counted by themselves; absent when there were none. */
  readonly notices?: NoticeStats;
  /** Live contexts: series, of which a histogram sends several. */
  readonly contexts: number;
}

/** Nothing to send, and so nothing that went wrong. */
export const emptyReport: FlushReport = {
  ok: true,
  accepted: 0,
  retained: 0,
  dropped: {},
  possiblyDuplicated: 0,
  errors: [],
};

/** Adds up what became of batches, and what is left. */
export function flushReport(
  outcomes: readonly DeliveryReport[],
  retained: number,
  errors: readonly Error[],
): FlushReport {
  const dropped = new DropCounter();
  let accepted = 0;
  let possiblyDuplicated = 0;
  for (const outcome of outcomes) {
    dropped.addAll(outcome.dropped);
    accepted += outcome.accepted;
    possiblyDuplicated += outcome.possiblyDuplicated;
  }
  return {
    ok: retained === 0 && dropped.total === 0,
    accepted,
    retained,
    dropped: dropped.counts(),
    possiblyDuplicated,
    errors: distinctErrors([...outcomes.flatMap((outcome) => outcome.errors), ...errors]),
  };
}

/** Figures of several sinks; `undefined` when there are none. */
export function sumFigures(parts: readonly (SinkFigures | undefined)[]): SinkFigures | undefined {
  const given = parts.filter((part) => part !== undefined);
  if (given.length === 0) return undefined;
  const dropped = new DropCounter();
  for (const part of given) dropped.addAll(part.dropped);
  return {
    accepted: given.reduce((sum, { accepted }) => sum + accepted, 0),
    retained: given.reduce((sum, { retained }) => sum + retained, 0),
    dropped: dropped.counts(),
  };
}

/** A report with that of events and service checks, if there were any. */
export function withNotices(report: FlushReport, notices: NoticeFlushReport): FlushReport {
  const { accepted, retained, dropped } = notices;
  const lost = Object.values(dropped).reduce((sum, calls) => sum + calls, 0);
  if (accepted + retained + lost === 0) return report;
  const ok = report.ok && retained + lost === 0;
  return { ...report, ok, errors: distinctErrors([...report.errors, ...notices.errors]), notices };
}

/** One report over several sinks. */
export function sumReports(reports: readonly FlushReport[]): FlushReport {
  const retained = reports.reduce((sum, report) => sum + report.retained, 0);
  return flushReport(reports, retained, []);
}
