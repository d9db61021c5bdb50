import type { Context } from '../store/context.js';
import { addPoints, type PointColumn } from './add-points.js';
import type { Combine } from './combine.js';
import { columnStart } from './display-bucket.js';
import type { FrozenContext, Reading } from './generation.js';
import type { Pass } from './pass.js';
import { SampleColumn } from './sample-column.js';

/** As many as a context has at most that is read without a copy, see `Generation`. */
const samplesAtOnce = 20_000;

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
  reading: Reading,
): Promise<Columns> {
  const distribution = contexts[0]?.metric.distribution === true;
  const columns = distribution ? sampleColumns : pointColumns;
  return columns(contexts, combine, width, from, reading);
}

async function pointColumns(
  contexts: readonly Context[],
  combine: Combine,
  width: number,
  from: number,
  { pass, generation }: Reading,
): Promise<Columns> {
  const columns = new Map<number, PointColumn>();
  for (const context of contexts) {
    if (pass.isDue) await pass.pause();
    addPoints(columns, generation.read(context), combine, width, from);
  }
  const times = ascending(columns);
  const values = times.map((time) => {
    const { total, contexts: count } = columns.get(time) as PointColumn;
    return combine === 'mean' ? total / count : total;
  });
  return { times, lines: [values], samples: undefined };
}

async function sampleColumns(
  contexts: readonly Context[],
  combine: Combine,
  width: number,
  from: number,
  { pass, generation }: Reading,
): Promise<Columns> {
  const columns = new Map<number, SampleColumn>();
  for (const context of contexts) {
    if (pass.isDue) await pass.pause();
    await addSamples(columns, generation.read(context), width, from, pass);
  }
  const times = ascending(columns);
  const rows: number[][] = [];
  for (const time of times) {
    if (pass.isDue) await pass.pause();
    rows.push((columns.get(time) as SampleColumn).values(combine));
  }
  const lines = (rows[0] ?? []).map((_, line) => rows.map((row) => row[line] as number));
  return { times, lines, samples: columns.get(times.at(-1) ?? 0)?.count };
}

async function addSamples(
  columns: Map<number, SampleColumn>,
  { points, sketches }: FrozenContext,
  width: number,
  from: number,
  pass: Pass,
): Promise<void> {
  const columnAt = (timestamp: number): SampleColumn => {
    const start = columnStart(timestamp, width);
    const column = columns.get(start) ?? new SampleColumn();
    columns.set(start, column);
    return column;
  };
  for (const [at, sketch] of sketches?.from(from) ?? []) columnAt(at).addSketch(sketch);
  let index = points.firstFrom(from);
  const { length } = points;
  while (index < length) {
    const end = Math.min(index + samplesAtOnce, length);
    while (index < end) columnAt(points.timestampAt(index)).add(points.valueAt(index++));
    if (index < length && pass.isDue) await pass.pause();
  }
}

function ascending(columns: ReadonlyMap<number, unknown>): number[] {
  return [...columns.keys()].sort((a, b) => a - b);
}
