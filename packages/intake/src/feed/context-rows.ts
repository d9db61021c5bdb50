import type { Context } from '../store/context.js';
import { contextKey } from '../store/context-key.js';
import type { ChartSource } from './chart-source.js';
import { type ChartSettings, viewParts } from './chart-view.js';

/** Of more contexts the page would be no help: it says how many there are, and to filter. */
const maxRows = 100;

/** One context in the list below the chart. */
export interface ContextRow {
  readonly host: string;
  readonly tags: readonly string[];
  /** Of each line of the chart, the newest value of this context. */
  readonly values: readonly (number | null)[];
  /** The first line over the window, for a small chart. */
  readonly times: readonly number[];
  readonly line: readonly (number | null)[];
  /** Points held, or samples. */
  readonly points: number;
  /** Unix seconds of the newest point. */
  readonly lastAt: number;
}

/**
 * The contexts with the largest newest values, or most samples; of a histogram each with what it has in
 * the other lines.
 */
export function contextRows(
  source: ChartSource,
  contexts: readonly Context[],
  settings: ChartSettings,
  now: number,
): ContextRow[] {
  const others = source.drawn.slice(1).map(({ label, metric }) => {
    return {
      label,
      metric,
      byIdentity: new Map([...metric.contexts].map((c) => [identity(c), c])),
    };
  });
  return largest(contexts).map((context) => {
    const [first] = source.drawn;
    const parts = [
      ...(first === undefined ? [] : [{ ...first, contexts: [context] }]),
      ...others.map(({ label, metric, byIdentity }) => {
        const same = byIdentity.get(identity(context));
        return { label, metric, contexts: same === undefined ? [] : [same] };
      }),
    ];
    const view = viewParts(source, parts, [], { ...settings, by: '' }, now);
    return {
      host: context.host,
      tags: context.tags,
      values: view?.lines.map((line) => line.at(-1) ?? null) ?? [],
      times: view?.times ?? [],
      line: view?.lines[0] ?? [],
      points: context.points.length,
      lastAt: view?.lastAt ?? 0,
    };
  });
}

function largest(contexts: readonly Context[]): Context[] {
  return [...contexts].sort((a, b) => size(b) - size(a)).slice(0, maxRows);
}

function size({ points, type, sketches }: Context): number {
  if (type === 'distribution') return points.length + (sketches?.length ?? 0);
  return points.length === 0 ? 0 : points.valueAt(points.length - 1);
}

function identity({ host, tags }: Context): string {
  return contextKey(host, tags);
}
