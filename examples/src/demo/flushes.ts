import { dogStats, type FlushReport } from 'dogstats';
import { pause } from './pause.js';

/** More often than a bucket is wide. */
const everyMs = 3000;

/**
 * Flushes until the signal and says what became of each flush.
 *
 * An app leaves this to the timer that `start()` sets, which sends each bucket once, when it has
 * ended. Here it is done by hand, to have each report to show, and in the middle of buckets: a
 * bucket that has grown is sent again with its whole value, so it is safe to flush at any time.
 */
export async function flushAndReport(signal: AbortSignal): Promise<void> {
  await pause(everyMs, signal);
  while (!signal.aborted) {
    console.log(flushLine(await dogStats.flush()));
    await pause(everyMs, signal);
  }
}

/** A report in one line. */
export function flushLine(report: FlushReport): string {
  const { ok, accepted, retained, dropped, errors } = report;
  const time = new Date().toTimeString().slice(0, 8);
  const lost = Object.entries(dropped).map(([reason, calls]) => `${calls} ${reason}`);
  const figures = [
    `${accepted} calls accepted`,
    `${retained} retained`,
    `${lost.join(' + ') || 0} dropped`,
  ].join(', ');
  const problems = errors.map(({ message }) => `: ${message}`).join('');
  return `  ${time}  flush ${ok ? 'ok' : 'not ok'}  ${figures}${problems}`;
}
