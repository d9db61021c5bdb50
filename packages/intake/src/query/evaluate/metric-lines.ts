import type { HeldMetric } from '../../store/held-metric.js';
import type { SeriesStore } from '../../store/series-store.js';
import type { MetricQuery } from '../syntax/metric-query.js';
import { distributionLine } from './distribution.js';
import { fillGaps } from './fill.js';
import type { ResultSeries } from './frame.js';
import { type Group, groupContexts } from './grouping.js';
import { queryTags } from './query-tags.js';
import { matcherOf } from './scope-match.js';
import { SpaceAggregation } from './space-aggregation.js';
import { TimeAggregation } from './time-aggregation.js';
import type { TimeGrid } from './time-grid.js';

/** What one metric query comes to: a line for each group that has a value. */
export function metricLines(
  store: SeriesStore,
  query: MetricQuery,
  grid: TimeGrid,
): ResultSeries[] {
  const metric = metricOf(store, query);
  if (metric === undefined) return [];
  const matches = matcherOf(query.scope);
  const contexts = [...metric.contexts].filter(
    (context) => query.scope.kind === 'all' || matches(queryTags(context)),
  );
  const line = metric.distribution ? sampleLine(query, grid) : seriesLine(query, grid);
  return groupContexts(contexts, query.groupBy).flatMap((group) => {
    const values = line(group);
    return values === undefined ? [] : [{ groups: group.groups, values }];
  });
}

/** Only distributions have percentiles; anything else is asked of the series of that name first. */
function metricOf(store: SeriesStore, query: MetricQuery): HeldMetric | undefined {
  const named = store.metricsNamed(query.metric);
  if (query.aggregator !== 'percentile') return named[0];
  return named.find(({ distribution }) => distribution);
}

/** Gaps are filled once the samples of all contexts are together. */
function sampleLine(
  query: MetricQuery,
  grid: TimeGrid,
): (group: Group) => Float64Array | undefined {
  return ({ contexts }) => {
    const values = distributionLine(contexts, query, grid);
    if (values !== undefined && query.fill !== undefined) {
      fillGaps(values, query.fill, grid.interval);
    }
    return values;
  };
}

function seriesLine(
  query: MetricQuery,
  grid: TimeGrid,
): (group: Group) => Float64Array | undefined {
  const overTime = new TimeAggregation(grid, query);
  return ({ contexts }) => {
    const { aggregator } = query;
    if (aggregator === 'percentile') return undefined;
    const overSpace = new SpaceAggregation(aggregator, grid.length);
    for (const context of contexts) {
      const values = overTime.aggregate(context);
      if (query.fill !== undefined) fillGaps(values, query.fill, grid.interval);
      overSpace.add(values);
    }
    return overSpace.result();
  };
}
