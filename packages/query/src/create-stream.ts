import { Buffer } from 'node:buffer';
import { type AdapterName, adapterNames } from './adapters/adapter.js';
import type { PointsResult, Result, ScalarResult, TimeseriesResult } from './data/result.js';
import type { QueryStream } from './engine/query-stream.js';
import { openStream } from './open-stream.js';
import type { ConnectionOptions, WalkOptions } from './options/query-options.js';
import { readConfig, readPolicy } from './options/stream-config.js';
import { optionsError } from './query-error.js';

/** What no configuration exceeds, in bytes. */
const longestJson = 65_536;

/** What no JSON can hold, and where to ask instead of a site. */
export type StreamRuntime = Pick<
  ConnectionOptions,
  'url' | 'allowInsecureHttp' | 'ca' | 'dispatcher' | 'fetch' | 'transport' | 'env'
> &
  Pick<WalkOptions, 'clock' | 'random' | 'signal' | 'prefetch' | 'onProgress' | 'onRetry'>;

/**
 * A stream of a configuration in JSON, by the keys that dd_stream has: `api_key`, `app_key`, `site`,
 * `query` (v1) or `queries` and `formulas`, `range_start`, `range_end` (unix seconds),
 * `chunk_seconds`, `interval_ms`; of v1 also `granularity` (seconds).
 *
 * @param policyJson `type` (`adaptive` or `fixed`), `max_retries`, and the keys of the policy.
 * @throws {QueryError} `INVALID_ARG` that lists everything that is wrong.
 */
export function createStream(
  adapterName: 'datadog_v1',
  configJson: string,
  policyJson?: string,
  runtime?: StreamRuntime,
): QueryStream<PointsResult>;
export function createStream(
  adapterName: 'datadog_v2_timeseries',
  configJson: string,
  policyJson?: string,
  runtime?: StreamRuntime,
): QueryStream<TimeseriesResult>;
export function createStream(
  adapterName: 'datadog_v2_scalar',
  configJson: string,
  policyJson?: string,
  runtime?: StreamRuntime,
): QueryStream<ScalarResult>;
export function createStream(
  adapterName: string,
  configJson: string,
  policyJson?: string,
  runtime?: StreamRuntime,
): QueryStream<Result>;
export function createStream(
  adapterName: string,
  configJson: string,
  policyJson = '{}',
  runtime: StreamRuntime = {},
): QueryStream<Result> {
  const problems: string[] = [];
  const name = adapterNames.find((known) => known === adapterName);
  if (name === undefined) {
    problems.push(`unknown adapter '${adapterName}': there are ${adapterNames.join(', ')}`);
  }
  const config = readJson('config', configJson, problems);
  const policyConfig = readJson('policy', policyJson, problems);
  const policy = policyConfig === undefined ? {} : readPolicy(policyConfig, problems);
  // Of which adapter its keys would be nobody knows without one.
  const read =
    name === undefined || config === undefined
      ? undefined
      : readConfig(name as AdapterName, config, problems);
  if (read === undefined || problems.length > 0) throw optionsError('createStream', problems);
  const { env = {} } = runtime;
  return openStream(
    'createStream',
    read.spec,
    { ...runtime, env, ...read.walk, ...policy },
    problems,
  );
}

function readJson(what: string, json: string, problems: string[]): unknown {
  if (Buffer.byteLength(json) > longestJson) {
    problems.push(`${what}: it has over ${longestJson} bytes`);
    return undefined;
  }
  try {
    return JSON.parse(json);
  } catch {
    // Without its text, which may hold a key.
    problems.push(`${what}: it is not JSON`);
    return undefined;
  }
}
