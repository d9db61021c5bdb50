import type { Finding, Status } from './check.js';

const markByStatus: { readonly [S in Status]: string } = {
  ok: '✔',
  warning: '!',
  failed: '✖',
  skipped: '–',
};

/** A line for what was found, and one for what to do about it. */
export function formatFinding({ check, status, message, remedy }: Finding): string {
  const line = `${markByStatus[status]} ${check.padEnd(10)}  ${message}`;
  return remedy === undefined ? line : `${line}\n  ${' '.repeat(10)}  → ${remedy}`;
}
