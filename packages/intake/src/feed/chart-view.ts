import type { Context } from '../store/context.js';
import type { HeldMetric } from '../store/held-metric.js';
import { type ChartKind, type ChartSource, kindOf } from './chart-source.js';
import { type Columns, columnsOf } from './columns.js';
import { type Combine, combineOf } from './combine.js';
import type { ContextFilter } from './context-filter.js';
import { columnStart, displayWidth } from './display-bucket.js';
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
 * @param now unix seconds
 * @param known leaves out what the page has, as long as columns and lines are the same
 * @returns nothing when no context passes the filter
 */
export function viewChart(
  source: ChartSource,
  settings: ChartSettings & { readonly filter: ContextFilter },
  now: number,
  known?: KnownChart,
): ChartView | undefined {
  const counted = [...(source.counter?.contexts ?? [])].filter(settings.filter);
  const parts = source.drawn.map(({ label, metric }) => ({
    label,
    metric,
    contexts: [...metric.contexts].filter(settings.filter),
  }));
  return viewParts(source, parts, counted, settings, now, known);
}

/** The same of contexts that were chosen already. @param counted those of the counter of a histogram */
export function viewParts(
  source: ChartSource,
  parts: readonly ChartPart[],
  counted: readonly Context[],
  { windowSeconds, by, aggregate }: ChartSettings,
  now: number,
  known?: KnownChart,
): ChartView | undefined {
  const main = parts.find(({ label }) => by !== '' && label === 'p95') ?? parts[0];
  if (main === undefined || main.contexts.length === 0) return undefined;
  const width = displayWidth(main.contexts, windowSeconds);
  const start = columnStart(now - windowSeconds, width);
  const groups = by === '' ? undefined : splitByTag(main.contexts, by);
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
      ? parts.flatMap((part) => wholeLines(part, aggregate, width, from))
      : splitLines(groups, combine, width, from);
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
    samples: samplesOf(counted, width, start) ?? lines[0]?.samples ?? null,
    lastAt: Math.max(...parts.map(({ contexts }) => lastAt(contexts))),
  };
}

/** The lines of all contexts together: three of a distribution, one of anything else. */
function wholeLines(
  part: ChartPart,
  aggregate: Watch['aggregate'],
  width: number,
  from: number,
): Drawn[] {
  const columns = columnsOf(part.contexts, combineOf(part.metric, aggregate), width, from);
  return wordsOf(part, aggregate).map((label, line) => ({
    ...columns,
    label,
    lines: [columns.lines[line] ?? []],
  }));
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
function splitLines(
  groups: ReadonlyMap<string, Context[]>,
  combine: Combine,
  width: number,
  from: number,
): Drawn[] {
  const lines = [...groups].map(([label, contexts]) => {
    const columns = columnsOf(contexts, combine, width, from);
    const line = columns.lines[combine === 'percentiles' ? 1 : 0] ?? [];
    const size = line.reduce((sum, value) => sum + Math.abs(value), 0);
    return { ...columns, label, lines: [line], size };
  });
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
function samplesOf(counted: readonly Context[], width: number, from: number): number | undefined {
  return columnsOf(counted, 'sum', width, from).lines[0]?.at(-1);
}

function lastAt(contexts: readonly Context[]): number {
  let last = 0;
  for (const { points, sketches } of contexts) {
    if (sketches !== undefined) last = Math.max(last, sketches.last);
    if (points.length > 0) last = Math.max(last, points.timestampAt(points.length - 1));
  }
  return last;
}
