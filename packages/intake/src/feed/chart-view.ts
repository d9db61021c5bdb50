import type { Context } from '../store/context.js';
import type { HeldMetric } from '../store/held-metric.js';
import { type ChartKind, type ChartSource, kindOf } from './chart-source.js';
import { type Columns, columnsOf } from './columns.js';
import { type Combine, combineOf } from './combine.js';
import type { ContextFilter } from './context-filter.js';
import { columnStart, displayWidth } from './display-bucket.js';
import type { Reading } from './generation.js';
import { splitByTag } from './split-by-tag.js';
import type { Watch } from './watch.js';

/** Past it the lines of a chart are not told apart. */
const maxLines = 8;

/** What the page draws of one chart, from the column at `from` on. */
export interface ChartView {
  readonly key: string;
  readonly name: string;
  readonly kind: ChartKind;
  readonly combine: Combine;
  /** Contexts that passed the filter. */
  readonly contexts: number;
  /** Seconds per column. */
  readonly width: number;
  /** Columns from here on replace what the page has; earlier ones stay. */
  readonly from: number;
  readonly times: readonly number[];
  /** What the lines are: aggregates, or the values of the tag that they are split by. */
  readonly labels: readonly string[];
  /** One list per line; null where that line has no value. */
  readonly lines: readonly (readonly (number | null)[])[];
  /** Whether there is a line for each value of a tag, of what, and how many more there would be. */
  readonly split: boolean;
  readonly measure: string;
  readonly hidden: number;
  /** Samples of the newest column, null where that is not known. */
  readonly samples: number | null;
  /** Unix seconds of the newest point, in the window or not. */
  readonly lastAt: number;
}

/** What of a watch says how charts look. */
export type ChartSettings = Pick<Watch, 'windowSeconds' | 'by' | 'aggregate'>;

/** What the page has of a chart already, and from which second on that has changed. */
export interface KnownChart {
  readonly view: Pick<ChartView, 'width' | 'labels'>;
  readonly changedFrom: number;
}

interface Drawn extends Columns {
  readonly label: string;
}

/** One metric of a chart, and those of its contexts that are to be shown. */
export interface ChartPart {
  readonly label: string;
  readonly metric: HeldMetric;
  readonly contexts: readonly Context[];
}

/**
 * @param known leaves out what the page has, as long as columns and lines are the same
 * @returns nothing when no context passes the filter
 */
export async function viewChart(
  source: ChartSource,
  settings: ChartSettings & { readonly filter: ContextFilter },
  reading: Reading,
  known?: KnownChart,
): Promise<ChartView | undefined> {
  const { pass, generation } = reading;
  const passing = (metric: HeldMetric): Promise<Context[]> =>
    pass.filter(generation.contextsOf(metric), settings.filter.passes);
  const counted = source.counter === undefined ? [] : await passing(source.counter);
  const parts: ChartPart[] = [];
  for (const { label, metric } of source.drawn) {
    const contexts = await passing(metric);
    if (contexts.length > 0) parts.push({ label, metric, contexts });
  }
  return viewParts(source, parts, counted, settings, reading, known);
}

/** The same of contexts that were chosen already. @param counted those of the counter of a histogram */
export async function viewParts(
  source: ChartSource,
  parts: readonly ChartPart[],
  counted: readonly Context[],
  { windowSeconds, by, aggregate }: ChartSettings,
  reading: Reading,
  known?: KnownChart,
): Promise<ChartView | undefined> {
  const main = parts.find(({ label }) => by !== '' && label === 'p95') ?? parts[0];
  if (main === undefined || main.contexts.length === 0) return undefined;
  const { pass } = reading;
  const width = await displayWidth(main.contexts, windowSeconds, reading);
  const start = columnStart(pass.now - windowSeconds, width);
  const groups = by === '' ? undefined : await splitByTag(main.contexts, by, pass);
  const combine = combineOf(main.metric, aggregate);
  const changed = known?.view.width === width ? columnStart(known.changedFrom, width) : start;
  const had = known?.view.labels.join('\n');
  const newFrom = (labels: readonly string[]): number =>
    labels.join('\n') === had ? Math.max(start, changed) : start;
  // Which values of a tag have the largest lines is known from the whole window only.
  const from =
    groups === undefined ? newFrom(parts.flatMap((part) => wordsOf(part, aggregate))) : start;
  const lines =
    groups === undefined
      ? await wholeLines(parts, aggregate, width, from, reading)
      : await splitLines(groups, combine, width, from, reading);
  const drawn = lines.slice(0, maxLines);
  const labels = drawn.map(({ label }) => label);
  return {
    key: source.key,
    name: source.name,
    kind: kindOf(source),
    combine,
    contexts: main.contexts.length,
    width,
    labels,
    ...aligned(drawn, groups === undefined ? from : newFrom(labels)),
    split: groups !== undefined,
    measure: combine === 'percentiles' ? 'p95' : main.label || combine,
    hidden: lines.length - drawn.length,
    samples: (await samplesOf(counted, width, start, reading)) ?? lines[0]?.samples ?? null,
    lastAt: await lastAt(parts, reading),
  };
}

/** The lines of all contexts together: three of a distribution, one of anything else. */
async function wholeLines(
  parts: readonly ChartPart[],
  aggregate: Watch['aggregate'],
  width: number,
  from: number,
  reading: Reading,
): Promise<Drawn[]> {
  const drawn: Drawn[] = [];
  for (const part of parts) {
    const combine = combineOf(part.metric, aggregate);
    const columns = await columnsOf(part.contexts, combine, width, from, reading);
    for (const [line, label] of wordsOf(part, aggregate).entries()) {
      drawn.push({ ...columns, label, lines: [columns.lines[line] ?? []] });
    }
  }
  return drawn;
}

/** What the lines of a metric are, where they are not split. */
export function wordsOf(
  { label, metric }: Omit<ChartPart, 'contexts'>,
  aggregate: Watch['aggregate'],
): string[] {
  const combine = combineOf(metric, aggregate);
  return combine === 'percentiles' ? ['p50', 'p95', 'p99'] : [label || combine];
}

/** A line for each group, the largest first; of a distribution its 95th percentile. */
async function splitLines(
  groups: ReadonlyMap<string, Context[]>,
  combine: Combine,
  width: number,
  from: number,
  reading: Reading,
): Promise<Drawn[]> {
  const lines: (Drawn & { readonly size: number })[] = [];
  for (const [label, contexts] of groups) {
    const columns = await columnsOf(contexts, combine, width, from, reading);
    const line = columns.lines[combine === 'percentiles' ? 1 : 0] ?? [];
    const size = line.reduce((sum, value) => sum + Math.abs(value), 0);
    lines.push({ ...columns, label, lines: [line], size });
  }
  return lines
    .filter(({ times }) => times.length > 0)
    .sort((a, b) => b.size - a.size || (a.label < b.label ? -1 : 1));
}

/** All lines on the same columns. */
function aligned(
  drawn: readonly Drawn[],
  from: number,
): Pick<ChartView, 'from' | 'times' | 'lines'> {
  const times = [...new Set(drawn.flatMap((line) => line.times))]
    .filter((time) => time >= from)
    .sort((a, b) => a - b);
  const lines = drawn.map((line) => {
    const values = new Map(line.times.map((time, index) => [time, line.lines[0]?.[index]]));
    return times.map((time) => values.get(time) ?? null);
  });
  return { from, times, lines };
}

/** Of a histogram, what its counter says of the newest column. */
async function samplesOf(
  counted: readonly Context[],
  width: number,
  from: number,
  reading: Reading,
): Promise<number | undefined> {
  const { lines } = await columnsOf(counted, 'sum', width, from, reading);
  return lines[0]?.at(-1);
}

async function lastAt(parts: readonly ChartPart[], { pass, generation }: Reading): Promise<number> {
  let last = 0;
  for (const context of parts.flatMap(({ contexts }) => contexts)) {
    if (pass.isDue) await pass.pause();
    const { points, sketches } = generation.read(context);
    if (sketches !== undefined) last = Math.max(last, sketches.last);
    if (points.length > 0) last = Math.max(last, points.timestampAt(points.length - 1));
  }
  return last;
}
