import type { AdapterName } from '../adapters/adapter.js';
import type { PointsResult, Result, ScalarResult, TimeseriesResult } from '../data/result.js';
import { orderedSeries } from '../data/rows.js';
import { QueryError } from '../query-error.js';
import { type Format, pieceLength, pieces, timeText } from './format.js';

/**
 * CSV by RFC 4180, with line feeds: times in ISO 8601, an empty cell for what is missing.
 *
 * - v1: `time,avg,min,max,sum`
 * - timeseries: `time,query,<group keys>,value`, a line for each value that is there
 * - scalar: `start,end,query,<group keys>,value`, likewise
 *
 * @param groupKeys those that the queries name in `by {…}`.
 */
export function csvFormat(adapter: AdapterName, groupKeys: readonly string[]): Format {
  const groups = groupKeys.map(cell);
  const columns = {
    datadog_v1: ['time', 'avg', 'min', 'max', 'sum'],
    datadog_v2_timeseries: ['time', 'query', ...groups, 'value'],
    datadog_v2_scalar: ['start', 'end', 'query', ...groups, 'value'],
  };
  return {
    head: `${columns[adapter].join(',')}\n`,
    body: (result) => bodyOf(result, groupKeys),
  };
}

function bodyOf(result: Result, groupKeys: readonly string[]): Iterable<string> {
  switch (result.kind) {
    case 'points':
      return pieces(pointLines(result));
    case 'timeseries':
      return timeseriesPieces(result, groupKeys);
    case 'scalar':
      return pieces(scalarLines(result, groupKeys));
  }
}

function* pointLines({ timestamps, avg, min, max, sum }: PointsResult): Iterable<string> {
  for (let index = 0; index < timestamps.length; index++) {
    const values = [avg, min, max, sum].map((column) => numberCell(column[index]));
    yield `${timeText((timestamps[index] as number) * 1_000)},${values.join(',')}\n`;
  }
}

/** Without a step of a generator for each of what may be millions of lines. */
function* timeseriesPieces(
  { times, series }: TimeseriesResult,
  groupKeys: readonly string[],
): Iterable<string> {
  const ordered = orderedSeries(series);
  const heads = ordered.map(
    ({ name, groupTags }) => `,${[cell(name), ...groupCells(groupTags, groupKeys)].join(',')},`,
  );
  const columns = ordered.map(({ values }) => values);
  let piece = '';
  for (let index = 0; index < times.length; index++) {
    const time = timeText(times[index] as number);
    for (let line = 0; line < columns.length; line++) {
      const value = (columns[line] as Float64Array)[index] as number;
      if (!Number.isNaN(value)) piece += `${time}${heads[line]}${value}\n`;
    }
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

function* scalarLines(
  { starts, ends, columns }: ScalarResult,
  groupKeys: readonly string[],
): Iterable<string> {
  const groups = columns.filter((column) => column.type === 'group');
  const numbers = columns.filter((column) => column.type === 'number');
  for (let row = 0; row < starts.length; row++) {
    const window = `${timeText(starts[row] as number)},${timeText(ends[row] as number)}`;
    const tags = groups.flatMap(({ name, values }) =>
      (values[row] ?? []).map((value) => `${name}:${value}`),
    );
    const cells = groupCells(tags, groupKeys);
    for (const { name, values } of numbers) {
      const value = values[row] as number;
      if (!Number.isNaN(value)) yield `${[window, cell(name), ...cells, value].join(',')}\n`;
    }
  }
}

/** Values of the tags by their keys; several of one key are joined by a bar. */
function groupCells(tags: readonly string[], groupKeys: readonly string[]): string[] {
  const valuesByKey = new Map<string, string[]>(groupKeys.map((key) => [key, []]));
  for (const tag of tags) {
    const colon = tag.indexOf(':');
    const values = valuesByKey.get(colon < 0 ? tag : tag.slice(0, colon));
    if (values === undefined) {
      throw new QueryError(
        'PARSE',
        `the answer is grouped by '${tag}', which no by {…} of the query names, so CSV has no column ` +
          'for it: write JSON lines instead',
      );
    }
    if (colon >= 0) values.push(tag.slice(colon + 1));
  }
  return [...valuesByKey.values()].map((values) => cell(values.join('|')));
}

function numberCell(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '' : String(value);
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
