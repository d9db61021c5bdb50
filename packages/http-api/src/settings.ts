import { hostname } from 'node:os';
import {
  type ApiKey,
  type Clock,
  type RetryOptions,
  systemClock,
} from '@dogstats/transport/http-client';
import { type Environment, firstVariable, resolveEndpoint } from '@dogstats/transport/site';
import { wrongArgument } from './errors.js';
import type { DogHttpApiOptions } from './options.js';

/** Options with defaults and environment. */
export interface Settings extends Pick<DogHttpApiOptions, 'ca' | 'dispatcher' | 'fetch'> {
  readonly apiVersion: string;
  readonly timeoutMs: number;
  readonly maxTimeouts: number;
  readonly backoffPeriodSeconds: number;
  readonly apiKey: ApiKey | undefined;
  readonly applicationKey: ApiKey | undefined;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** Empty for none. */
  readonly host: string;
  readonly retry: RetryOptions;
  readonly env: Environment;
  readonly clock: Clock;
  readonly random: () => number;
}

/**
 * An option wins over the environment, and that over the default. `undefined` is no option.
 *
 * @throws {DogStatsError} `ERR_OPTIONS` when there is nowhere to send.
 */
export function resolveSettings(options: DogHttpApiOptions): Settings {
  const { env = process.env, retry = {} } = options;
  const first = (...names: readonly string[]): string | undefined => firstVariable(env, ...names);
  return {
    apiKey: options.apiKey ?? first('DD_API_KEY', 'DATADOG_API_KEY'),
    applicationKey:
      options.applicationKey ?? first('DD_APP_KEY', 'DATADOG_APP_KEY', 'DD_APPLICATION_KEY'),
    apiVersion: options.apiVersion ?? 'v1',
    baseUrl: baseUrlOf(options, first),
    timeoutMs: options.timeoutMs ?? 2_000,
    maxTimeouts: options.maxTimeouts ?? 3,
    backoffPeriodSeconds: options.backoffPeriodSeconds ?? 300,
    host: options.host ?? first('DD_HOSTNAME') ?? hostname(),
    retry: {
      attempts: retry.attempts ?? 2,
      baseDelayMs: retry.baseDelayMs ?? 250,
      maxDelayMs: retry.maxDelayMs ?? 10_000,
    },
    ca: options.ca,
    dispatcher: options.dispatcher,
    fetch: options.fetch,
    env,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  };
}

/** A host of Datadog's, in whichever form, is its site: keys belong to its API alone. */
function baseUrlOf(
  options: DogHttpApiOptions,
  first: (...names: readonly string[]) => string | undefined,
): string {
  const allowInsecureHttp = options.allowInsecureHttp ?? first('DOGSTATS_ALLOW_HTTP') === '1';
  const written = options.apiHost?.trim() || undefined;
  const variable =
    options.site === undefined ? first('DATADOG_HOST', 'DD_DD_URL', 'DD_URL') : undefined;
  const host = written ?? variable;
  const site = host ?? options.site ?? first('DD_SITE', 'DATADOG_SITE');
  const ofSite = resolveEndpoint({ site });
  if ('baseUrl' in ofSite) return ofSite.baseUrl;
  if (host === undefined) throw wrongArgument(ofSite.problem);
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(host) ? host : `https://${host}`;
  const endpoint = resolveEndpoint({ url, allowInsecureHttp });
  if ('baseUrl' in endpoint) return endpoint.baseUrl;
  throw wrongArgument(endpoint.problem.replace(/\burl\b/, 'apiHost'));
}
