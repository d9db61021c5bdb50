import type { Context } from '../store/context.js';
import { HeldMetric } from '../store/held-metric.js';
import type { SeriesStore } from '../store/series-store.js';
import type { ChartSource } from './chart-source.js';
import { type ChartSettings, viewParts } from './chart-view.js';
import type { FrozenContext, Reading } from './generation.js';

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
export async function contextRows(
  store: SeriesStore,
  source: ChartSource,
  contexts: readonly Context[],
  settings: ChartSettings,
  reading: Reading,
): Promise<ContextRow[]> {
  const rows: ContextRow[] = [];
  for (const context of await largest(contexts, reading)) {
    if (reading.pass.isDue) await reading.pass.pause();
    const parts = source.drawn.map(({ label, metric }) => {
      const same = metric === context.metric ? context : alike(store, context, metric);
      return { label, metric, contexts: same === undefined ? [] : [same] };
    });
    const view = await viewParts(source, parts, [], { ...settings, by: '' }, reading);
    rows.push({
      host: context.host,
      tags: context.tags,
      values: view?.lines.map((line) => line.at(-1) ?? null) ?? [],
      times: view?.times ?? [],
      line: view?.lines[0] ?? [],
      points: reading.generation.read(context).held,
      lastAt: view?.lastAt ?? 0,
    });
  }
  return rows;
}

async function largest(
  contexts: readonly Context[],
  { pass, generation }: Reading,
): Promise<Context[]> {
  let sized: { readonly context: Context; readonly size: number }[] = [];
  // Sorted and cut now and then: all of them would take long to sort.
  const cut = (): void => {
    sized = sized.sort((a, b) => b.size - a.size).slice(0, maxRows);
  };
  for (const context of contexts) {
    if (pass.isDue) await pass.pause();
    sized.push({ context, size: size(generation.read(context)) });
    if (sized.length >= 10 * maxRows) cut();
  }
  cut();
  return sized.map(({ context }) => context);
}

function size({ points, type, held }: FrozenContext): number {
  if (type === 'distribution') return held;
  return points.length === 0 ? 0 : points.valueAt(points.length - 1);
}

/** The context of another metric with the same host and tags. */
function alike(
  store: SeriesStore,
  { key, metric }: Context,
  other: HeldMetric,
): Context | undefined {
  const identity = key.slice(HeldMetric.key(metric.name, metric.distribution).length);
  return store.context(HeldMetric.key(other.name, other.distribution) + identity);
}
