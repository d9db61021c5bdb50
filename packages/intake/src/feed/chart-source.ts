import type { SeriesType } from '../decode/decoded-series.js';
import { HeldMetric } from '../store/held-metric.js';
import type { SeriesStore } from '../store/series-store.js';
import type { ContextFilter } from './context-filter.js';
import { drawnParts, type Family, familyPart, isFamily, partNames } from './families.js';
import type { Pass } from './pass.js';

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

/** All charts there are. */
export async function allSources(store: SeriesStore, pass: Pass): Promise<ChartSource[]> {
  const metrics = [...store.metrics()];
  const families = await familiesOf(metrics, pass);
  const members = new Set([...families.values()].flatMap((parts) => [...parts.values()]));
  const seen = new Set<string>();
  const sources: ChartSource[] = [];
  for (const metric of metrics) {
    if (pass.isDue) await pass.pause();
    const base = members.has(metric) ? (familyPart(metric.name)?.base ?? '') : '';
    const source = members.has(metric)
      ? histogram(base, families.get(base) as Family)
      : singleSource(metric);
    if (seen.has(source.key)) continue;
    seen.add(source.key);
    sources.push(source);
  }
  return sources;
}

/**
 * Those with a context that passes the filter: the metric that came up last first, and by name where
 * they came up together.
 */
export async function listSources(
  all: readonly ChartSource[],
  filter: ContextFilter,
  sort: 'newest' | 'name',
  pass: Pass,
): Promise<ChartSource[]> {
  const sources: ChartSource[] = [];
  for (const source of all) {
    if (pass.isDue) await pass.pause();
    if (await passes(source, filter, pass)) sources.push(source);
  }
  if (sort === 'name') return sources.sort((a, b) => compare(a.name, b.name));
  return sources.sort((a, b) => since(b) - since(a) || compare(a.name, b.name));
}

/** The chart with that key, if there is such a metric. */
export function findSource(store: SeriesStore, key: string): ChartSource | undefined {
  const name = key.slice(2);
  if (key.startsWith('h ')) {
    const parts = familyOf(store, name);
    return isFamily(parts) ? histogram(name, parts) : undefined;
  }
  const distribution = key.startsWith('d ');
  const found = store.metricsNamed(name).find((metric) => metric.distribution === distribution);
  return found && singleSource(found);
}

function familyOf(store: SeriesStore, base: string): Family {
  const parts = new Map<string, HeldMetric>();
  for (const part of partNames) {
    const [metric] = store.metricsNamed(`${base}.${part}`);
    if (metric?.distribution === false) parts.set(part, metric);
  }
  return parts;
}

async function familiesOf(
  metrics: readonly HeldMetric[],
  pass: Pass,
): Promise<Map<string, Family>> {
  const families = new Map<string, Map<string, HeldMetric>>();
  for (const metric of metrics) {
    if (pass.isDue) await pass.pause();
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

async function passes({ drawn }: ChartSource, filter: ContextFilter, pass: Pass): Promise<boolean> {
  for (const { metric } of drawn) {
    if (!filter.mayPass(metric)) continue;
    for (const context of metric.contexts) {
      if (pass.isDue) await pass.pause();
      if (filter.passes(context)) return true;
    }
  }
  return false;
}

function since({ drawn }: ChartSource): number {
  return drawn[0]?.metric.since ?? 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
