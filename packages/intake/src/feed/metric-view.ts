import type { SeriesType } from '../decode/decoded-series.js';
import type { Context } from '../store/context.js';
import type { HeldMetric } from '../store/held-metric.js';
import { columnsOf } from './columns.js';
import { type Combine, combineOf } from './combine.js';
import type { ContextFilter } from './context-filter.js';
import { columnStart, displayWidth } from './display-bucket.js';

/** What the page draws of one metric, from the column at `from` on. */
export interface MetricView {
  readonly name: string;
  readonly type: SeriesType;
  readonly combine: Combine;
  /** Contexts that passed the filter. */
  readonly contexts: number;
  /** Seconds per column. */
  readonly width: number;
  /** Columns from here on replace what the page has; earlier ones stay. */
  readonly from: number;
  readonly times: readonly number[];
  /** One list per line: one value, or median, 95th percentile and samples. */
  readonly lines: readonly (readonly number[])[];
  /** Unix seconds of the newest point, in the window or not. */
  readonly lastAt: number;
}

/**
 * @param from gives the second from which on to look, for a metric with columns of that width
 * @returns nothing when no context passes the filter
 */
export function viewMetric(
  metric: HeldMetric,
  filter: ContextFilter,
  from: (width: number) => number,
): MetricView | undefined {
  const contexts = [...metric.contexts].filter(filter);
  if (contexts.length === 0) return undefined;
  const width = displayWidth(contexts);
  const start = columnStart(from(width), width);
  const combine = combineOf(metric);
  return {
    name: metric.name,
    type: metric.type,
    combine,
    contexts: contexts.length,
    width,
    from: start,
    ...columnsOf(contexts, combine, width, start),
    lastAt: lastAt(contexts),
  };
}

function lastAt(contexts: readonly Context[]): number {
  let last = 0;
  for (const { points, sketches } of contexts) {
    if (sketches !== undefined) last = Math.max(last, sketches.last);
    if (points.length > 0) last = Math.max(last, points.timestampAt(points.length - 1));
  }
  return last;
}
