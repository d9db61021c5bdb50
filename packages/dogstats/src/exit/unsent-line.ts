import { writeSync } from 'node:fs';
import { countSamples } from '../count-samples.js';
import type { Unsent } from './ending.js';

/** What to say of calls that are lost with the process; `undefined` when there are none. */
export function unsentLine(unsent: readonly Unsent[]): string | undefined {
  const samples = unsent.reduce((sum, part) => sum + part.samples, 0);
  if (samples === 0) return undefined;
  const failed = unsent.find((part) => part.samples > 0 && part.error !== undefined);
  return `dogstats DS301: the process ends with ${countSamples(samples, 'unsent ')}: ${why(failed)}`;
}

function why(failed: Unsent | undefined): string {
  if (failed?.error === undefined) {
    return 'it ended before they were flushed. Call "await dogStats.close()" first.';
  }
  const reason = `${oneLine(failed.error.message)}.`;
  if (failed.hasSpool) return reason;
  return `${reason} To keep them for the next start, set start({ spool: { dir } }).`;
}

/** Writes to stderr before anything else happens: loggers may have no turn left. */
export function writeLine(line: string): void {
  try {
    writeSync(2, `${line}\n`);
  } catch {
    // A stderr that is closed or full tells nobody.
  }
}

function oneLine(message: string): string {
  return message.replace(/\s+/g, ' ').replace(/[.\s]+$/, '');
}
