import type { PointsResult, Result, ScalarResult, TimeseriesResult } from './data/result.js';
import type { QueryStream } from './engine/query-stream.js';
import { openStream } from './open-stream.js';
import type { QueryOptions } from './options/query-options.js';
import { queryProblems } from './options/query-schema.js';
import { optionsError } from './query-error.js';

const adapterByApi = {
  timeseries: 'datadog_v2_timeseries',
  scalar: 'datadog_v2_scalar',
  v1: 'datadog_v1',
} as const;

/**
 * Asks Datadog for a range of time, window by window.
 *
 * ```ts
 * for await (const { data } of query({ query: 'avg:system.load.1{*} by {host}', from, to })) { … }
 * ```
 *
 * Nothing is asked before the first `next()`.
 *
 * @throws {QueryError} `INVALID_ARG` that lists everything that is wrong.
 */
export function query(options: QueryOptions & { readonly api: 'v1' }): QueryStream<PointsResult>;
export function query(
  options: QueryOptions & { readonly api: 'scalar' },
): QueryStream<ScalarResult>;
export function query(
  options: QueryOptions & { readonly api?: 'timeseries' | undefined },
): QueryStream<TimeseriesResult>;
export function query(options: QueryOptions): QueryStream<Result>;
export function query(options: QueryOptions): QueryStream<Result> {
  const problems = queryProblems(options);
  if (problems.length > 0) throw optionsError('query', problems);
  const { api = 'timeseries', query: text, queries, formulas = [] } = options;
  const { intervalSeconds = 60, maxPointsPerWindow: maxPoints = 1_500 } = options;
  if ((text === undefined) === (queries === undefined)) {
    throw optionsError('query', ['query: expected a query, or queries instead, and not both']);
  }
  const spec = {
    name: adapterByApi[api],
    queries: queries ?? [{ query: text ?? '' }],
    formulas,
    intervalMs: intervalSeconds * 1_000,
    maxPoints,
  };
  return openStream('query', spec, options, []);
}
