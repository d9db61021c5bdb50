import type { SeriesType } from '../decode/decoded-series.js';
import { Sketch } from '../sketch/sketch.js';
import type { Context } from '../store/context.js';
import type { Combine } from './combine.js';
import { columnStart } from './display-bucket.js';

/** The columns of a chart: their starts, ascending, and one list of values per line. */
export interface Columns {
  readonly times: number[];
  readonly lines: number[][];
}

interface Column {
  total: number;
  contexts: number;
  /** Only of distributions. */
  readonly samples: number[];
  /** Of distributions that came as sketches. */
  sketch: Sketch | undefined;
}

/** Puts the points of all contexts from `from` on into columns of `width` seconds. */
export function columnsOf(
  contexts: readonly Context[],
  combine: Combine,
  width: number,
  from: number,
): Columns {
  const columns = new Map<number, Column>();
  for (const context of contexts) {
    if (combine === 'percentiles') addSamples(columns, context, width, from);
    else addPoints(columns, context, combine, width, from);
  }
  const times = [...columns.keys()].sort((a, b) => a - b);
  const sorted = times.map((time) => columns.get(time) as Column);
  if (combine === 'percentiles') return { times, lines: percentileLines(sorted) };
  const average = combine === 'mean';
  return { times, lines: [sorted.map((c) => (average ? c.total / c.contexts : c.total))] };
}

function addSamples(
  columns: Map<number, Column>,
  { points, sketches }: Context,
  width: number,
  from: number,
): void {
  for (const [timestamp, sketch] of sketches?.from(from) ?? []) {
    const column = columnAt(columns, columnStart(timestamp, width));
    column.sketch = column.sketch?.plus(sketch) ?? sketch;
  }
  for (let index = points.firstFrom(from); index < points.length; index++) {
    columnAt(columns, columnStart(points.timestampAt(index), width)).samples.push(
      points.valueAt(index),
    );
  }
}

/** Folds each run of points that share a column into one value, then adds it to the column. */
function addPoints(
  columns: Map<number, Column>,
  { points, type }: Context,
  combine: Combine,
  width: number,
  from: number,
): void {
  let index = points.firstFrom(from);
  while (index < points.length) {
    const start = columnStart(points.timestampAt(index), width);
    let sum = 0;
    let last = 0;
    let length = 0;
    while (index < points.length && points.timestampAt(index) < start + width) {
      last = points.valueAt(index++);
      sum += last;
      length++;
    }
    const value = foldedValue(type, sum, last, length);
    const column = columnAt(columns, start);
    if (column.contexts === 0) column.total = value;
    else if (combine === 'max') column.total = Math.max(column.total, value);
    else if (combine === 'min') column.total = Math.min(column.total, value);
    else column.total += value;
    column.contexts++;
  }
}

function foldedValue(type: SeriesType, sum: number, last: number, length: number): number {
  if (type === 'count') return sum;
  return type === 'rate' ? sum / length : last;
}

function columnAt(columns: Map<number, Column>, start: number): Column {
  let column = columns.get(start);
  if (column === undefined) {
    column = { total: 0, contexts: 0, samples: [], sketch: undefined };
    columns.set(start, column);
  }
  return column;
}

/** Median, 95th percentile and number of samples. */
function percentileLines(columns: readonly Column[]): number[][] {
  const lines: number[][] = [[], [], []];
  for (const { samples, sketch } of columns) {
    if (sketch !== undefined) {
      const all = samples.length === 0 ? sketch : sketch.plus(Sketch.ofSamples(samples));
      lines[0]?.push(all.quantile(0.5));
      lines[1]?.push(all.quantile(0.95));
      lines[2]?.push(all.count);
      continue;
    }
    samples.sort((a, b) => a - b);
    lines[0]?.push(percentile(samples, 0.5));
    lines[1]?.push(percentile(samples, 0.95));
    lines[2]?.push(samples.length);
  }
  return lines;
}

/** Nearest rank. */
function percentile(sorted: readonly number[], fraction: number): number {
  const rank = Math.round(fraction * sorted.length - 1);
  return sorted[Math.min(Math.max(rank, 0), sorted.length - 1)] ?? 0;
}
