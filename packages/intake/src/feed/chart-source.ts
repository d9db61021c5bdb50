import type { SeriesType } from '../decode/decoded-series.js';
import type { Context } from '../store/context.js';
import { HeldMetric } from '../store/held-metric.js';
import type { SeriesStore } from '../store/series-store.js';
import type { ContextFilter } from './context-filter.js';
import { drawnParts, type Family, familyPart, isFamily } from './families.js';

/** What a chart is of: its type in Datadog, and `histogram` for several metrics that are one. */
export type ChartKind = SeriesType | 'histogram';

/** What one chart shows: a metric, or the parts of a histogram. */
export interface ChartSource {
  /** Identity: `s <name>` for a series, `d <name>` for a distribution, `h <name>` for a histogram. */
  readonly key: string;
  readonly name: string;
  /** The metrics drawn, from the lowest line: of a histogram up to three. */
  readonly drawn: readonly { readonly label: string; readonly metric: HeldMetric }[];
  /** All of them: of a histogram those that are not drawn, too. */
  readonly metrics: readonly HeldMetric[];
  /** Of a histogram: the metric that counts its samples. */
  readonly counter: HeldMetric | undefined;
}

export function kindOf({ key, drawn }: ChartSource): ChartKind {
  return key.startsWith('h ') ? 'histogram' : (drawn[0]?.metric.type ?? 'unspecified');
}

/** The contexts of a chart that pass; of a histogram those of its first line. */
export function contextsOf({ drawn }: ChartSource, filter: ContextFilter): Context[] {
  return [...(drawn[0]?.metric.contexts ?? [])].filter(filter);
}

/**
 * All charts with a context that passes the filter: the metric that came up last first, and by name
 * where they came up together.
 */
export function listSources(
  store: SeriesStore,
  filter: ContextFilter,
  sort: 'newest' | 'name',
): ChartSource[] {
  const families = familiesOf(store);
  const members = new Set([...families.values()].flatMap((parts) => [...parts.values()]));
  const seen = new Set<string>();
  const sources: ChartSource[] = [];
  for (const metric of store.metrics()) {
    const base = members.has(metric) ? (familyPart(metric.name)?.base ?? '') : '';
    const source = members.has(metric)
      ? histogram(base, families.get(base) as Family)
      : singleSource(metric);
    if (seen.has(source.key)) continue;
    seen.add(source.key);
    if (passes(source, filter)) sources.push(source);
  }
  if (sort === 'name') return sources.sort((a, b) => compare(a.name, b.name));
  return sources.sort((a, b) => since(b) - since(a) || compare(a.name, b.name));
}

/** The chart with that key, if there is such a metric. */
export function findSource(store: SeriesStore, key: string): ChartSource | undefined {
  const name = key.slice(2);
  if (key.startsWith('h ')) {
    const parts = familiesOf(store).get(name);
    return parts && histogram(name, parts);
  }
  const distribution = key.startsWith('d ');
  const found = store.metricsNamed(name).find((metric) => metric.distribution === distribution);
  return found && singleSource(found);
}

function familiesOf(store: SeriesStore): Map<string, Family> {
  const families = new Map<string, Map<string, HeldMetric>>();
  for (const metric of store.metrics()) {
    const found = metric.distribution ? undefined : familyPart(metric.name);
    if (found === undefined) continue;
    const parts = families.get(found.base);
    if (parts === undefined) families.set(found.base, new Map([[found.part, metric]]));
    else parts.set(found.part, metric);
  }
  for (const [base, parts] of families) if (!isFamily(parts)) families.delete(base);
  return families;
}

/** A chart of one metric alone. */
export function singleSource(metric: HeldMetric): ChartSource {
  return {
    key: HeldMetric.key(metric.name, metric.distribution),
    name: metric.name,
    drawn: [{ label: '', metric }],
    metrics: [metric],
    counter: undefined,
  };
}

function histogram(name: string, parts: Family): ChartSource {
  return {
    key: `h ${name}`,
    name,
    drawn: drawnParts(parts),
    metrics: [...parts.values()],
    counter: parts.get('count'),
  };
}

function passes({ drawn }: ChartSource, filter: ContextFilter): boolean {
  for (const context of drawn[0]?.metric.contexts ?? []) if (filter(context)) return true;
  return false;
}

function since({ drawn }: ChartSource): number {
  return drawn[0]?.metric.since ?? 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
