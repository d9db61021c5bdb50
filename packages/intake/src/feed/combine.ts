import type { HeldMetric } from '../store/held-metric.js';

/** How the contexts of a metric become the lines of its chart. */
export type Combine = 'sum' | 'mean' | 'max' | 'min' | 'percentiles';

/** What the page may ask for instead of what fits the type. */
export type Aggregate = 'auto' | 'sum' | 'mean' | 'min' | 'max';

/** Aggregates of a histogram arrive as gauges; the name tells what they are. */
const bySuffix: ReadonlyMap<string, Combine> = new Map<string, Combine>([
  ['max', 'max'],
  ['min', 'min'],
  ['sum', 'sum'],
]);

/** Counts and rates add up over contexts; what is a level does not. */
export function combineOf(metric: HeldMetric, aggregate: Aggregate): Combine {
  if (aggregate !== 'auto') return aggregate;
  switch (metric.type) {
    case 'distribution':
      return 'percentiles';
    case 'count':
    case 'rate':
      return 'sum';
    default:
      return bySuffix.get(metric.name.slice(metric.name.lastIndexOf('.') + 1)) ?? 'mean';
  }
}
