import type { Environment } from '@dogstats/transport/site';
import { isLambda, isServerless } from './platform.js';

/**
 * What to do about processes that have host and tags in common, and so overwrite each other's series:
 *
 * - `as-is`: nothing. Right for one process, or where tags tell them apart.
 * - `distribution`: counts and histograms leave as distributions, which Datadog adds up. Gauges, rates
 *   and sets still overwrite each other.
 * - `instance-tag`: a tag `instance:` of its own for each process. Each is a series, and is billed.
 */
export type ServerlessMode = 'as-is' | 'distribution' | 'instance-tag';

/** How an instance behaves on the platform it runs on. */
export interface ServerlessSettings {
  readonly asDistributions: boolean;
  /** Whether the process stands still between invocations: no timer is of use then. */
  readonly frozenBetweenCalls: boolean;
  /** Whether the host's name belongs to metrics. */
  readonly hasHost: boolean;
  readonly tags: readonly string[];
}

/** @param random between 0 and 1. */
export function serverlessSettings(
  mode: ServerlessMode | undefined,
  env: Environment,
  random: () => number,
): ServerlessSettings {
  const frozenBetweenCalls = isLambda(env);
  const chosen = mode ?? (frozenBetweenCalls ? 'distribution' : 'as-is');
  return {
    asDistributions: chosen === 'distribution',
    frozenBetweenCalls,
    hasHost: !isServerless(env),
    tags: chosen === 'instance-tag' ? [`instance:${instanceId(env, random)}`] : [],
  };
}

/** In Lambda the end of the log stream's name, so that the logs of an instance are found. */
function instanceId(env: Environment, random: () => number): string {
  const logStream = env['AWS_LAMBDA_LOG_STREAM_NAME'];
  if (logStream) return logStream.slice(-8).toLowerCase();
  return Math.floor(random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');
}
