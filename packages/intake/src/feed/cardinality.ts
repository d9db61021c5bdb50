import type { Context } from '../store/context.js';
import type { HeldMetric } from '../store/held-metric.js';
import type { ContextFilter } from './context-filter.js';
import type { Pass } from './pass.js';
import { parseTag } from './split-by-tag.js';

const maxRows = 100;
const maxKeysOfMetric = 8;

/** Datadog counts five aggregates of each context of a distribution, ten with percentiles. */
const billedOfDistribution = 5;
/** What Datadog's own clients say of themselves is not billed. */
const ownTelemetry = 'datadog.dogstatsd.client.';

/** How many values a tag key has. */
interface KeyCount {
  readonly key: string;
  readonly values: number;
}

interface MetricRow {
  readonly name: string;
  readonly type: string;
  /** Of the metric's page. */
  readonly chart: string;
  readonly contexts: number;
  readonly billed: number;
  /** The keys with most values first. */
  readonly keys: readonly KeyCount[];
}

interface TagRow extends KeyCount {
  /** Contexts and metrics that carry the key. */
  readonly contexts: number;
  readonly metrics: number;
}

/** How many contexts there are, of which metrics and by which tags, and what Datadog would bill. */
export interface Cardinality {
  readonly contexts: number;
  readonly billed: number;
  /** All there are; the lists have the largest of them. */
  readonly metricCount: number;
  readonly tagKeyCount: number;
  readonly metrics: readonly MetricRow[];
  readonly tags: readonly TagRow[];
}

/** Counts in slices, between which requests have their turn. */
export async function countCardinality(
  metrics: Iterable<HeldMetric>,
  filter: ContextFilter,
  pass: Pass,
): Promise<Cardinality> {
  const rows: MetricRow[] = [];
  const tags = new Map<string, { values: Set<string>; contexts: number; metrics: number }>();
  const held = Array.from(metrics, (metric) => ({ metric, contextsHeld: [...metric.contexts] }));
  for (const { metric, contextsHeld } of held) {
    const values = new Map<string, Set<string>>();
    let contexts = 0;
    for (const context of contextsHeld) {
      if (pass.isDue) await pass.pause();
      if (!filter.passes(context)) continue;
      contexts++;
      for (const [key, value] of tagsOf(context)) {
        const tag = tags.get(key) ?? { values: new Set(), contexts: 0, metrics: 0 };
        tags.set(key, tag);
        tag.values.add(value);
        tag.contexts++;
        const own = values.get(key);
        if (own !== undefined) own.add(value);
        else {
          values.set(key, new Set([value]));
          tag.metrics++;
        }
      }
    }
    if (contexts > 0) rows.push(rowOf(metric, contexts, values));
  }
  const keys = [...tags].map(([key, tag]) => ({ ...tag, key, values: tag.values.size }));
  return {
    contexts: sum(rows, (row) => row.contexts),
    billed: sum(rows, (row) => row.billed),
    metricCount: rows.length,
    tagKeyCount: keys.length,
    metrics: rows.sort((a, b) => b.billed - a.billed || byName(a.name, b.name)).slice(0, maxRows),
    tags: keys.sort((a, b) => b.values - a.values || byName(a.key, b.key)).slice(0, maxRows),
  };
}

function rowOf(
  { name, type, distribution }: HeldMetric,
  contexts: number,
  values: ReadonlyMap<string, Set<string>>,
): MetricRow {
  const each = distribution ? billedOfDistribution : 1;
  return {
    name,
    type,
    chart: `${distribution ? 'd' : 's'} ${name}`,
    contexts,
    billed: name.startsWith(ownTelemetry) ? 0 : contexts * each,
    keys: [...values]
      .map(([key, set]) => ({ key, values: set.size }))
      .sort((a, b) => b.values - a.values || byName(a.key, b.key))
      .slice(0, maxKeysOfMetric),
  };
}

function* tagsOf({ host, tags }: Context): Generator<[key: string, value: string]> {
  if (host !== '') yield ['host', host];
  for (const tag of tags) {
    const { key, value } = parseTag(tag);
    yield [key, value];
  }
}

function sum(rows: readonly MetricRow[], pick: (row: MetricRow) => number): number {
  return rows.reduce((total, row) => total + pick(row), 0);
}

function byName(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
