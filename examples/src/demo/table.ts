import { isEqual, type Row } from './comparison.js';

/** The rows as text, with a verdict as the last line. */
export function formatTable(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ what }) => what.length));
  const line = (what: string, recorded: string, held: string, verdict: string): string =>
    `  ${what.padEnd(width)}  ${recorded.padStart(8)}  ${held.padStart(8)}  ${verdict}`.trimEnd();
  const differing = rows.filter((row) => !isEqual(row)).length;
  return [
    line('', 'recorded', 'held', ''),
    ...rows.map((row) =>
      line(row.what, show(row.recorded), show(row.held), isEqual(row) ? 'equal' : 'DIFFERENT'),
    ),
    '',
    differing === 0
      ? `  All ${rows.length} rows are equal.`
      : `  ${differing} of ${rows.length} rows differ.`,
  ].join('\n');
}

function show(value: number | undefined): string {
  return value === undefined ? '–' : String(value);
}
