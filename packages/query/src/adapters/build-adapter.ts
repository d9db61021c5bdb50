import type { PointsResult, ScalarResult, TimeseriesResult } from '../data/result.js';
import type { Adapter, AdapterName } from './adapter.js';
import { V1Query, v1Problem } from './v1-query.js';
import type { ScalarAggregator } from './v2-request.js';
import { V2Scalar } from './v2-scalar.js';
import { V2Timeseries } from './v2-timeseries.js';

/** What is asked, in any adapter's terms. */
export interface AdapterSpec {
  readonly name: AdapterName;
  readonly queries: readonly {
    readonly query: string;
    readonly name?: string | undefined;
    readonly dataSource?: string | undefined;
    readonly aggregator?: ScalarAggregator | undefined;
  }[];
  readonly formulas: readonly {
    readonly formula: string;
    readonly aggregator?: ScalarAggregator | undefined;
  }[];
  /** Of the points; `undefined` leaves it to Datadog, in v1 only. */
  readonly intervalMs: number | undefined;
  readonly maxPoints: number;
}

/** What can't be asked goes to `problems`. */
export function buildAdapter(
  spec: AdapterSpec,
  problems: string[],
): Adapter<PointsResult> | Adapter<TimeseriesResult> | Adapter<ScalarResult> {
  const { name, maxPoints, intervalMs = 60_000 } = spec;
  if (name === 'datadog_v1') return buildV1(spec, problems);
  const queries = spec.queries.map(({ query, name: given, dataSource, aggregator }, index) => ({
    query,
    name: given ?? `q${index}`,
    dataSource: dataSource ?? 'metrics',
    aggregator,
  }));
  if (new Set(queries.map((query) => query.name)).size < queries.length) {
    problems.push('queries: two have the same name');
  }
  const formulas = spec.formulas.map(({ formula, aggregator }) => ({ formula, aggregator }));
  const options = { queries, formulas, intervalMs, maxPoints };
  return name === 'datadog_v2_scalar' ? new V2Scalar(options) : new V2Timeseries(options);
}

function buildV1(
  { queries, formulas, intervalMs, maxPoints }: AdapterSpec,
  problems: string[],
): V1Query {
  const query = queries[0]?.query ?? '';
  if (queries.length > 1 || formulas.length > 0) {
    problems.push("api 'v1' takes one query: use 'timeseries' (v2) for several, and for formulas");
  }
  const problem = v1Problem(query);
  if (problem !== undefined) problems.push(problem);
  const granularitySeconds = intervalMs === undefined ? undefined : intervalMs / 1_000;
  return new V1Query({ query, granularitySeconds, maxPoints });
}
