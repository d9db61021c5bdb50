import type { SeriesType } from '../decode/decoded-series.js';
import type { Combine } from './combine.js';
import { columnStart } from './display-bucket.js';
import type { FrozenContext } from './generation.js';

/** What one column adds up to, over contexts. */
export interface PointColumn {
  total: number;
  contexts: number;
}

/** Folds each run of points that share a column into one value, then adds it to the column. */
export function addPoints(
  columns: Map<number, PointColumn>,
  { points, type }: FrozenContext,
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
    addTo(columns, start, foldedValue(type, sum, last, length), combine);
  }
}

function addTo(
  columns: Map<number, PointColumn>,
  start: number,
  value: number,
  combine: Combine,
): void {
  const column = columns.get(start);
  if (column === undefined) {
    columns.set(start, { total: value, contexts: 1 });
    return;
  }
  if (combine === 'max') column.total = Math.max(column.total, value);
  else if (combine === 'min') column.total = Math.min(column.total, value);
  else column.total += value;
  column.contexts++;
}

function foldedValue(type: SeriesType, sum: number, last: number, length: number): number {
  if (type === 'count') return sum;
  return type === 'rate' ? sum / length : last;
}
