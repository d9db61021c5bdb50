import type { Window } from '../engine/window.js';
import type { AdapterRequest } from './adapter.js';

/** A query by the name that formulas have for it. */
export interface NamedQuery {
  readonly name: string;
  readonly query: string;
  readonly dataSource: string;
  /** How scalars make one number of a line. */
  readonly aggregator: ScalarAggregator | undefined;
}

export interface Formula {
  readonly formula: string;
  readonly aggregator: ScalarAggregator | undefined;
}

export const scalarAggregators = [
  'avg',
  'min',
  'max',
  'sum',
  'last',
  'percentile',
  'mean',
  'l2norm',
  'area',
] as const;

export type ScalarAggregator = (typeof scalarAggregators)[number];

export interface V2Options {
  readonly queries: readonly NamedQuery[];
  readonly formulas: readonly Formula[];
  /** Interval of the points, in milliseconds. */
  readonly intervalMs: number;
  /** Points that Datadog gives of one window at most. */
  readonly maxPoints: number;
}

/** What both routes of v2 are asked. */
export function v2Request(
  kind: 'timeseries' | 'scalar',
  { startMs, endMs }: Window,
  queries: readonly object[],
  { formulas }: V2Options,
  more: object,
): AdapterRequest {
  const attributes = {
    from: startMs,
    to: endMs,
    ...more,
    queries,
    ...(formulas.length > 0 && { formulas: formulas.map(({ formula }) => ({ formula })) }),
  };
  return {
    method: 'POST',
    path: `/api/v2/query/${kind}`,
    body: JSON.stringify({ data: { type: `${kind}_request`, attributes } }),
  };
}

/** What a `query_index` stands for: the formulas, or without any the queries. */
export function labelsOf({ formulas, queries }: V2Options): string[] {
  return formulas.length > 0
    ? formulas.map(({ formula }) => formula)
    : queries.map(({ name }) => name);
}
