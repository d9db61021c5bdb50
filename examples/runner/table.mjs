import { short } from './holdings.mjs';

const maxRows = 40;

/**
 * What intakes hold, as text: a row for each context, a column for each run.
 *
 * @param {{ title: string, rows: Map<string, { what: string, tags: string, type: string, value: unknown }> }[]} columns
 */
export function formatHoldings(columns) {
  const all = new Map(columns.flatMap(({ rows }) => [...rows]));
  if (all.size === 0) return '  The intake holds nothing.';
  const lines = [...all]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, maxRows)
    .map(([key, { what, tags, type }]) => [
      ...[what, tags, type],
      ...columns.map(({ rows }) => short(rows.get(key)?.value)),
    ]);
  const table = [['metric', 'tags', 'type', ...columns.map(({ title }) => title)], ...lines];
  const widths = table[0].map((_, column) =>
    Math.max(...table.map((cells) => cells[column].length)),
  );
  const text = table.map((cells) =>
    `  ${cells.map((cell, column) => cell.padEnd(widths[column])).join('  ')}`.trimEnd(),
  );
  const more = all.size - lines.length;
  return [...text, ...(more > 0 ? [`  … and ${more} more.`] : [])].join('\n');
}
