import type { Context } from '../store/context.js';
import { addPoints, type PointColumn } from './add-points.js';
import type { Combine } from './combine.js';
import { columnStart } from './display-bucket.js';
import { SampleColumn } from './sample-column.js';

/** The columns of a chart: their starts, ascending, and one list of values per line. */
export interface Columns {
  readonly times: number[];
  readonly lines: number[][];
  /** Samples of a distribution in the newest column. */
  readonly samples: number | undefined;
}

/** Puts the points of all contexts from `from` on into columns of `width` seconds. */
export function columnsOf(
  contexts: readonly Context[],
  combine: Combine,
  width: number,
  from: number,
): Columns {
  const distribution = contexts[0]?.type === 'distribution';
  return distribution
    ? sampleColumns(contexts, combine, width, from)
    : pointColumns(contexts, combine, width, from);
}

function pointColumns(
  contexts: readonly Context[],
  combine: Combine,
  width: number,
  from: number,
): Columns {
  const columns = new Map<number, PointColumn>();
  for (const context of contexts) addPoints(columns, context, combine, width, from);
  const times = ascending(columns);
  const values = times.map((time) => {
    const { total, contexts: count } = columns.get(time) as PointColumn;
    return combine === 'mean' ? total / count : total;
  });
  return { times, lines: [values], samples: undefined };
}

function sampleColumns(
  contexts: readonly Context[],
  combine: Combine,
  width: number,
  from: number,
): Columns {
  const columns = new Map<number, SampleColumn>();
  const columnAt = (timestamp: number): SampleColumn => {
    const start = columnStart(timestamp, width);
    const column = columns.get(start) ?? new SampleColumn();
    columns.set(start, column);
    return column;
  };
  for (const { points, sketches } of contexts) {
    for (const [at, sketch] of sketches?.from(from) ?? []) columnAt(at).addSketch(sketch);
    for (let index = points.firstFrom(from); index < points.length; index++) {
      columnAt(points.timestampAt(index)).add(points.valueAt(index));
    }
  }
  const times = ascending(columns);
  const sorted = times.map((time) => columns.get(time) as SampleColumn);
  const rows = sorted.map((column) => column.values(combine));
  const lines = (rows[0] ?? []).map((_, line) => rows.map((row) => row[line] as number));
  return { times, lines, samples: sorted.at(-1)?.count };
}

function ascending(columns: ReadonlyMap<number, unknown>): number[] {
  return [...columns.keys()].sort((a, b) => a - b);
}
