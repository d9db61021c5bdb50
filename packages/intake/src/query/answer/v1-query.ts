import type { Tenant } from '../../tenants/tenant.js';
import { evaluate } from '../evaluate/evaluate.js';
import type { ResultSeries } from '../evaluate/frame.js';
import { metricLines } from '../evaluate/metric-lines.js';
import { TimeGrid, type TimeRange } from '../evaluate/time-grid.js';
import type { MetricQuery } from '../syntax/metric-query.js';
import { type ListedQuery, leavesOf, parseQueries } from '../syntax/parse.js';
import { unitsOf } from './unit.js';

/**
 * The answer of `GET /api/v1/query`: lines of `[milliseconds, value]`, without those that have none.
 *
 * @throws {QueryError}
 */
export function answerV1(tenant: Tenant, text: string, range: TimeRange): object {
  const queries = parseQueries(text);
  const groupBy = new Set(queries.flatMap(({ expression }) => keysOf(leavesOf(expression))));
  return {
    status: 'ok',
    res_type: 'time_series',
    resp_version: 1,
    query: text,
    from_date: range.from * 1_000,
    to_date: range.to * 1_000,
    series: queries.flatMap((query, index) => seriesOf(tenant, query, index, range)),
    values: [],
    times: [],
    message: '',
    group_by: [...groupBy],
  };
}

function keysOf(leaves: readonly MetricQuery[]): string[] {
  return leaves.flatMap(({ groupBy }) => groupBy);
}

function seriesOf(
  tenant: Tenant,
  { expression, text }: ListedQuery,
  queryIndex: number,
  range: TimeRange,
): object[] {
  const leaves = leavesOf(expression);
  const [leaf] = leaves;
  const grid = TimeGrid.of(range, longest(leaves));
  const frame = evaluate(expression, grid, (each) => metricLines(tenant.store, each, grid));
  if (typeof frame === 'number') return [];
  const isPlain = expression.kind === 'leaf' && leaf !== undefined;
  return frame.map((line) => {
    const pointlist = pointsOf(line, grid);
    return {
      metric: isPlain ? leaf.metric : text,
      display_name: isPlain ? leaf.metric : text,
      aggr: isPlain ? aggregatorName(leaf) : null,
      expression: text,
      scope: line.groups.length > 0 ? line.groups.join(',') : (leaf?.scopeText ?? '*'),
      tag_set: line.groups,
      interval: grid.interval,
      length: pointlist.length,
      start: pointlist[0]?.[0] ?? range.from * 1_000,
      end: (pointlist.at(-1)?.[0] ?? range.to * 1_000) + grid.interval * 1_000 - 1,
      query_index: queryIndex,
      pointlist,
      unit: unitsOf(tenant, isPlain ? leaf.metric : undefined),
      attributes: {},
    };
  });
}

/** The coarsest interval that somebody asks for. */
export function longest(leaves: readonly MetricQuery[]): number | undefined {
  const asked = leaves.flatMap(({ rollUp }) => rollUp?.interval ?? []);
  return asked.length === 0 ? undefined : Math.max(...asked);
}

function aggregatorName({ aggregator, quantile }: MetricQuery): string {
  return aggregator === 'percentile' ? `p${Number((quantile * 100).toFixed(4))}` : aggregator;
}

function pointsOf({ values }: ResultSeries, grid: TimeGrid): [number, number][] {
  const points: [number, number][] = [];
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    if (Number.isFinite(value)) points.push([grid.timeAt(index) * 1_000, value]);
  }
  return points;
}
