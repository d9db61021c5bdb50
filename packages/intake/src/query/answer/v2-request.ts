import { z } from 'zod';
import { Refusal } from '../../http/refusal.js';
import type { Expression } from '../syntax/expression.js';
import type { MetricQuery } from '../syntax/metric-query.js';
import { parseFormula, parseQuery } from '../syntax/parse.js';

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

const querySchema = z.looseObject({
  data_source: z.string(),
  query: z.string(),
  name: z.string().optional(),
  aggregator: z.enum(scalarAggregators).optional(),
});

const formulaSchema = z.looseObject({
  formula: z.string(),
  limit: z
    .looseObject({
      count: z.int().min(1).optional(),
      order: z.enum(['asc', 'desc']).optional(),
    })
    .optional(),
});

const requestSchema = z.looseObject({
  data: z.looseObject({
    type: z.string(),
    attributes: z.looseObject({
      from: z.number(),
      to: z.number(),
      interval: z.number().min(1).optional(),
      queries: z.array(querySchema).min(1).max(100),
      formulas: z.array(formulaSchema).max(100).optional(),
    }),
  }),
});

export interface NamedQuery {
  readonly name: string;
  readonly expression: Expression<MetricQuery>;
  readonly aggregator: ScalarAggregator | undefined;
}

export interface Formula {
  readonly text: string;
  readonly expression: Expression<string>;
  readonly limit:
    | { readonly count?: number | undefined; readonly order?: 'asc' | 'desc' | undefined }
    | undefined;
}

/** A request to `/api/v2/query/…`, read and checked. */
export interface V2Request {
  /** Milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly interval: number | undefined;
  readonly queries: readonly NamedQuery[];
  /** Without any, each query is one. */
  readonly formulas: readonly Formula[];
}

/**
 * @param type what the request has to say that it is
 * @throws {Refusal} 400 @throws {QueryError}
 */
export function readV2Request(body: unknown, type: string): V2Request {
  const parsed = requestSchema.safeParse(body);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${path.join('.')}: ${message}`,
    );
    throw new Refusal(400, problems.join('; '));
  }
  const { type: given, attributes } = parsed.data.data;
  if (given !== type) throw new Refusal(400, `data.type must be "${type}", got "${given}"`);
  const { from, to, interval } = attributes;
  if (!(from < to)) throw new Refusal(400, `data.attributes: from must be before to`);
  const queries = attributes.queries.map(readQuery);
  const names = new Set(queries.map(({ name }) => name));
  if (names.size < queries.length) {
    throw new Refusal(400, 'data.attributes.queries: two have the same name');
  }
  const texts = attributes.formulas ?? [];
  const formulas: Formula[] =
    texts.length > 0
      ? texts.map(({ formula, limit }) => ({
          text: formula,
          expression: parseFormula(formula, names),
          limit,
        }))
      : queries.map(({ name }) => ({
          text: name,
          expression: { kind: 'leaf', leaf: name },
          limit: undefined,
        }));
  return { from, to, interval, queries, formulas };
}

function readQuery(given: z.infer<typeof querySchema>, index: number): NamedQuery {
  if (given.data_source !== 'metrics') {
    throw new Refusal(
      400,
      `queries[${index}].data_source: only "metrics" is here, not "${given.data_source}"`,
    );
  }
  return {
    name: given.name ?? `query${index}`,
    expression: parseQuery(given.query),
    aggregator: given.aggregator,
  };
}
