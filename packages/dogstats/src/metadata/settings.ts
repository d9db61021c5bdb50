import { defaultEncoding, type HistogramOptions } from '@dogstats/core';
import {
  checkApiKey,
  type Environment,
  firstVariable,
  resolveEndpoint,
} from '@dogstats/transport/site';
import { readEnvironment } from '../environment.js';
import { withEnvironment } from '../environment-options.js';
import { keyOfKeyless } from '../resolve-options.js';

const appKeyVariables = ['DD_APP_KEY', 'DATADOG_APP_KEY', 'DD_APPLICATION_KEY'];

const whereAppKeysAre =
  'make one in Organization Settings > Application Keys, with the scope metrics_metadata_write';

/** What `start()` would put before names, and which series a histogram would be. */
export function namingFrom(env: Environment): { prefix: string; histogram: HistogramOptions } {
  const problems: string[] = [];
  const { prefix = '', histogram } = withEnvironment({}, env, problems);
  if (problems.length > 0) throw new Error(problems.join('; '));
  const { aggregates, percentiles } = defaultEncoding.histogram;
  return {
    prefix,
    histogram: {
      aggregates: histogram?.aggregates ?? aggregates,
      percentiles: histogram?.percentiles ?? percentiles,
    },
  };
}

/**
 * Where to send what needs an application key, and the keys.
 *
 * @throws {Error} with everything that is missing or wrong, in words that contain no key.
 */
export function managementFrom(env: Environment): {
  baseUrl: string;
  apiKey: string;
  appKey: string;
} {
  const problems: string[] = [];
  const { site, url, apiKey } = readEnvironment(env);
  const { allowInsecureHttp } = withEnvironment({}, env, problems);
  const endpoint = resolveEndpoint({ site, url, allowInsecureHttp });
  if ('problem' in endpoint) problems.push(endpoint.problem);
  const key = checkApiKey(apiKey ?? (url === undefined ? '' : keyOfKeyless));
  if ('problem' in key)
    problems.push(
      apiKey === undefined
        ? 'DD_API_KEY is not set'
        : `DD_API_KEY ${key.problem.replace(/^apiKey /, '')}`,
    );
  const givenAppKey = firstVariable(env, ...appKeyVariables);
  const appKey = checkApiKey(givenAppKey ?? '');
  if (givenAppKey === undefined) problems.push(`DD_APP_KEY is not set: ${whereAppKeysAre}`);
  else if ('problem' in appKey)
    problems.push(`the application key ${appKey.problem.replace(/^apiKey /, '')}`);
  if (problems.length > 0 || 'problem' in endpoint || 'problem' in key || 'problem' in appKey)
    throw new Error(problems.join('; '));
  return { baseUrl: endpoint.baseUrl, apiKey: key.apiKey, appKey: appKey.apiKey };
}
