import { z } from 'zod';
import type { AdapterName } from '../adapters/adapter.js';
import type { AdapterSpec } from '../adapters/build-adapter.js';
import { scalarAggregators } from '../adapters/v2-request.js';
import { AdaptivePolicy } from '../policy/adaptive-policy.js';
import type { ExecutionPolicy } from '../policy/execution-policy.js';
import { FixedPolicy } from '../policy/fixed-policy.js';
import { QueryError } from '../query-error.js';
import { shapeProblems } from './check-shape.js';
import type { ConnectionOptions, WalkOptions } from './query-options.js';

const text = z.string().min(1);
const aggregator = z.enum(scalarAggregators).optional();
const common = {
  api_key: text,
  app_key: text,
  site: text.optional(),
  range_start: z.number(),
  range_end: z.number(),
  chunk_seconds: z.int().min(1).default(14_400),
};
const v1Shape = { ...common, query: text, granularity: z.int().min(1).optional() };
const queryShape = { query: text, name: text.optional(), data_source: text.optional(), aggregator };
const v2Shape = {
  ...common,
  queries: z.array(z.strictObject(queryShape)).min(1),
  formulas: z.array(z.strictObject({ formula: text, aggregator })).default([]),
  interval_ms: z.int().min(1).default(60_000),
};
const v1Schema = z.strictObject(v1Shape);
const v2Schema = z.strictObject(v2Shape);

const number = z.number().optional();
const policyShape = {
  type: z.enum(['adaptive', 'fixed']).default('adaptive'),
  max_retries: z.int().min(0).max(100).optional(),
  delay_ms: number,
  initial_chunk_ms: number,
  min_chunk_ms: number,
  max_chunk_ms: number,
  shrink_factor: number,
  grow_factor: number,
  grow_after: number,
  backoff_base: number,
  backoff_cap: number,
  jitter_max: number,
};
const policySchema = z.strictObject(policyShape);

/** Points of a window at most, for which a configuration has no key. */
const maxPoints = 1_500;

/** What a configuration asks for; `undefined` when it can't be used, and `problems` say why. */
export function readConfig(
  name: AdapterName,
  config: unknown,
  problems: string[],
): { readonly spec: AdapterSpec; readonly walk: ConnectionOptions & WalkOptions } | undefined {
  const [schema, shape] = name === 'datadog_v1' ? [v1Schema, v1Shape] : [v2Schema, v2Shape];
  const found = shapeProblems(schema, config, Object.keys(shape));
  problems.push(...found);
  if (found.length > 0) return undefined;
  const { api_key, app_key, site, range_start, range_end, chunk_seconds } = schema.parse(config);
  const walk = {
    apiKey: api_key,
    appKey: app_key,
    site,
    from: range_start,
    to: range_end,
    chunkSeconds: chunk_seconds,
  };
  if (name === 'datadog_v1') {
    const { query, granularity } = v1Schema.parse(config);
    const intervalMs = granularity === undefined ? undefined : granularity * 1_000;
    return { walk, spec: { name, queries: [{ query }], formulas: [], intervalMs, maxPoints } };
  }
  const { queries, formulas, interval_ms: intervalMs } = v2Schema.parse(config);
  const named = queries.map(({ data_source: dataSource, ...query }) => ({ ...query, dataSource }));
  return { walk, spec: { name, queries: named, formulas, intervalMs, maxPoints } };
}

/** The policy of a configuration and its number of retries. */
export function readPolicy(
  config: unknown,
  problems: string[],
): { readonly policy?: ExecutionPolicy; readonly maxRetries?: number | undefined } {
  const found = shapeProblems(policySchema, config, Object.keys(policyShape));
  try {
    if (found.length === 0) return policyOf(policySchema.parse(config));
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    found.push(...error.problems);
  }
  problems.push(...found.map((problem) => `policy: ${problem}`));
  return {};
}

function policyOf(keys: z.infer<typeof policySchema>): {
  policy: ExecutionPolicy;
  maxRetries: number | undefined;
} {
  const policy =
    keys.type === 'fixed'
      ? new FixedPolicy({ delayMs: keys.delay_ms })
      : new AdaptivePolicy({
          initialChunkMs: keys.initial_chunk_ms,
          minChunkMs: keys.min_chunk_ms,
          maxChunkMs: keys.max_chunk_ms,
          shrinkFactor: keys.shrink_factor,
          growFactor: keys.grow_factor,
          growAfter: keys.grow_after,
          backoffBaseMs: keys.backoff_base,
          backoffCapMs: keys.backoff_cap,
          jitterMaxMs: keys.jitter_max,
        });
  return { policy, maxRetries: keys.max_retries };
}
