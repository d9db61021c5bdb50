/** A table whose first column is text and whose others are numbers. */
export function table(header, rows) {
  const rule = header.map((_, index) => (index === 0 ? '---' : '---:'));
  return [header, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** `0.52 (0.50–0.58)`: the median, and from the least to the greatest of the rounds. */
export function spread(summary) {
  if (summary === undefined) return '–';
  const { median, min, max } = summary;
  if (min === max) return digits(median);
  return `${digits(median)} (${digits(min)}–${digits(max)})`;
}

/** Two or three digits that mean something. */
export function digits(value) {
  const size = Math.abs(value);
  if (size >= 20) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(size >= 2 ? 1 : 2);
}
