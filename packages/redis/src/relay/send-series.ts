import type { DeliveryReport, MetricPoint, Sink } from '@dogstats/core';
import { HttpStatusError, NetworkError } from '@dogstats/transport';

/** Sends at most, to find which series of a cell are refused. */
const mostSends = 64;

/** What one series sends. */
export interface SeriesPoints {
  readonly key: string;
  /** Each counts as one call. */
  readonly points: readonly MetricPoint[];
}

/** The series that were refused, and why; all others were accepted. */
export interface SendOutcome {
  readonly refused: ReadonlySet<string>;
  readonly error: Error | undefined;
  /** Whether an older request may yet arrive, and overwrite what is sent after it. */
  readonly isDoubtful: boolean;
}

/** Nobody knows what became of a send: it was ended, or its time was over. */
export class UnsettledSend extends Error {
  readonly report: DeliveryReport;

  constructor(report: DeliveryReport) {
    super(report.errors.at(-1)?.message ?? 'the send was ended');
    this.report = report;
  }
}

/**
 * Sends whole values until each is accepted or refused. A report says how many were refused and not
 * which, so then they are sent again by halves: that changes nothing for those that were accepted.
 *
 * @throws {UnsettledSend}
 */
export async function sendSeries(
  sink: Sink,
  series: readonly SeriesPoints[],
  signal: AbortSignal,
): Promise<SendOutcome> {
  const refused = new Set<string>();
  let error: Error | undefined;
  let isDoubtful = false;
  const parts = [series];
  for (let sends = 0, part = parts.shift(); part !== undefined; part = parts.shift()) {
    if (part.length === 0) continue;
    const report = await sendOnce(sink, part, signal);
    sends++;
    isDoubtful ||= report.errors.some(isUncertain);
    const count = refusedIn(report);
    if (count === 0) continue;
    error = report.errors.at(-1) ?? error;
    if (part.length === 1 || sends >= mostSends || count >= pointsIn(part)) {
      for (const { key } of part) refused.add(key);
    } else {
      const middle = part.length >> 1;
      parts.push(part.slice(0, middle), part.slice(middle));
    }
  }
  return { refused, error, isDoubtful };
}

async function sendOnce(
  sink: Sink,
  series: readonly SeriesPoints[],
  signal: AbortSignal,
): Promise<DeliveryReport> {
  const points = series.flatMap((one) => one.points);
  const report = await sink.write({ points }, { signal, deadline: Number.POSITIVE_INFINITY });
  if (report.accepted + refusedIn(report) < points.length) throw new UnsettledSend(report);
  return report;
}

/** No answer, or one that says nothing of what was done: the attempt may have arrived, or may yet. */
function isUncertain(error: Error): boolean {
  if (error instanceof HttpStatusError) return error.status >= 500;
  return !(error instanceof NetworkError && error.reason === 'ECONNREFUSED');
}

function refusedIn({ dropped }: DeliveryReport): number {
  return (dropped.refused ?? 0) + (dropped.too_large ?? 0);
}

function pointsIn(series: readonly SeriesPoints[]): number {
  return series.reduce((sum, { points }) => sum + points.length, 0);
}
