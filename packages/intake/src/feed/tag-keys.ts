import type { HeldMetric } from '../store/held-metric.js';
import type { ChartSource } from './chart-source.js';
import { MetricNotes } from './metric-notes.js';
import type { Pass } from './pass.js';
import { parseTag } from './split-by-tag.js';

const maxKeys = 50;
/** Of so many contexts of a metric the tags are looked at: the others have the same keys. */
const maxContexts = 20;

const keys = new MetricNotes(readKeys);

/** The keys of tags that charts may be split by: those of most charts first. */
export async function tagKeysOf(sources: readonly ChartSource[], pass: Pass): Promise<string[]> {
  const charts = new Map<string, number>();
  for (const { drawn } of sources) {
    if (pass.isDue) await pass.pause();
    const metric = drawn[0]?.metric;
    for (const key of metric === undefined ? [] : keys.of(metric)) {
      charts.set(key, (charts.get(key) ?? 0) + 1);
    }
  }
  return [...charts]
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, maxKeys)
    .map(([key]) => key);
}

function readKeys({ contexts }: HeldMetric): ReadonlySet<string> {
  const found = new Set<string>();
  let seen = 0;
  for (const { host, tags } of contexts) {
    if (host !== '') found.add('host');
    for (const tag of tags) if (tag.includes(':')) found.add(parseTag(tag).key);
    if (++seen >= maxContexts) break;
  }
  return found;
}
