import { asErrors } from './as-error.js';
import { DropCounter, type DropReason } from './drop-reason.js';
import type { DeliveryReport } from './sink.js';

/** What to say of a batch that a sink lost as a whole. */
export function lostReport(
  samples: number,
  error: Error,
  reason: DropReason = 'sink_failed',
): DeliveryReport {
  return { accepted: 0, dropped: { [reason]: samples }, possiblyDuplicated: 0, errors: [error] };
}

/**
 * A report that adds up to what the batch held, whatever a sink said.
 *
 * @throws {TypeError} where it said nothing.
 */
export function balancedReport(report: DeliveryReport, samples: number): DeliveryReport {
  const dropped = new DropCounter();
  let left = samples;
  const accepted = clamp(report.accepted, left);
  left -= accepted;
  for (const [reason, calls] of Object.entries(report.dropped ?? {})) {
    const taken = clamp(calls, left);
    dropped.addAll({ [reason]: taken });
    left -= taken;
  }
  const retained = clamp(report.retained, left);
  dropped.add('sink_failed', left - retained);
  return {
    accepted,
    retained,
    dropped: dropped.counts(),
    possiblyDuplicated: clamp(report.possiblyDuplicated, samples),
    errors: asErrors(report.errors),
  };
}

function clamp(calls: unknown, most: number): number {
  if (typeof calls !== 'number' || !(calls > 0)) return 0;
  return Math.min(calls, most);
}
