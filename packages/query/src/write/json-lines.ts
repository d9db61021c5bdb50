import type { Result } from '../data/result.js';
import { toRows } from '../data/rows.js';
import { type Format, pieces, timeText } from './format.js';

/** An object on each line: the rows of `toRows()`, with times in ISO 8601. */
export const jsonLinesFormat: Format = {
  head: '',
  body: (result) => pieces(linesOf(result)),
};

function* linesOf(result: Result): Iterable<string> {
  for (const row of toRows(result)) {
    if ('timestamp' in row) {
      const { timestamp, ...values } = row;
      yield `${JSON.stringify({ time: timeText(timestamp * 1_000), ...values })}\n`;
    } else if ('time' in row) {
      yield `${JSON.stringify({ ...row, time: timeText(row.time) })}\n`;
    } else {
      const { start, end } = row;
      yield `${JSON.stringify({ ...row, start: timeText(start), end: timeText(end) })}\n`;
    }
  }
}
