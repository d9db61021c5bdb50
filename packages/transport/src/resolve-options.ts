import { DogStatsError, type HistogramOptions } from '@dogstats/core';
import { checkApiKey } from './api-key.js';
import {
  type DeliveryOptions,
  defaultDeliveryOptions,
  defaultSpoolBytes,
} from './delivery-options.js';
import { didYouMean } from './did-you-mean.js';
import { explainIssue, type OptionIssue } from './explain-issue.js';
import { type HttpSinkOptions, httpSinkOptionsSchema, optionNames } from './http-sink-options.js';
import { resolveEndpoint } from './site.js';

/** @throws {DogStatsError} `ERR_OPTIONS` with everything that is wrong in its message. */
export function resolveOptions(given: HttpSinkOptions): DeliveryOptions {
  const parsed = httpSinkOptionsSchema.safeParse(given);
  const problems = parsed.success ? [] : parsed.error.issues.flatMap(explain);
  const { apiKey, site, url, allowInsecureHttp } = asObject(given);
  const endpoint = resolveEndpoint({
    site: typeof site === 'string' ? site : undefined,
    url: typeof url === 'string' ? url : undefined,
    allowInsecureHttp: allowInsecureHttp === true,
  });
  if ('problem' in endpoint) problems.push(endpoint.problem);
  const check = typeof apiKey === 'string' ? checkApiKey(apiKey) : undefined;
  if (check !== undefined && 'problem' in check) problems.push(check.problem);

  const defaults = defaultDeliveryOptions;
  const histogram: HistogramOptions = fill(defaults.encoding.histogram, asObject(given).histogram);
  if (problems.length === 0 && histogram.aggregates.length + histogram.percentiles.length === 0) {
    problems.push('histogram: expected at least one aggregate or percentile');
  }
  if (problems.length > 0 || 'problem' in endpoint) throw optionsError(problems);

  const { seriesApi, countAs, histogramByMetric, retry, queue, spool, timeouts, distributions } =
    given;
  const { concurrency, ca, dispatcher, fetch, env, clock, random, userAgent } = given;
  return {
    baseUrl: endpoint.baseUrl,
    apiKey: given.apiKey,
    encoding: {
      seriesApi: seriesApi ?? defaults.encoding.seriesApi,
      countAs: countAs ?? defaults.encoding.countAs,
      histogram,
      ...(histogramByMetric === undefined ? {} : { histogramByMetric }),
    },
    retry: fill(defaults.retry, retry),
    queue: fill(defaults.queue, queue),
    timeouts: fill(defaults.timeouts, timeouts),
    spool: spool && fill({ dir: spool.dir, maxBytes: defaultSpoolBytes }, spool),
    distributions: fill(defaults.distributions, distributions),
    resends: given.resends ?? defaults.resends,
    ...fill(
      {
        concurrency: defaults.concurrency,
        clock: defaults.clock,
        random: defaults.random,
        userAgent: defaults.userAgent,
      },
      { concurrency, clock, random, userAgent },
    ),
    ca,
    dispatcher,
    fetch,
    env,
  };
}

/** Defaults under what was given; `undefined` gives nothing. */
function fill<T extends object>(
  defaults: T,
  given: { readonly [K in keyof T]?: T[K] | undefined } | undefined,
): T {
  const written = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(written) };
}

function asObject(given: HttpSinkOptions): Partial<HttpSinkOptions> {
  return typeof given === 'object' && given !== null ? given : {};
}

function explain(issue: OptionIssue): string[] {
  return explainIssue(issue, (name) => didYouMean(name, optionNames(issue.path)));
}

function optionsError(problems: readonly string[]): DogStatsError {
  const list = problems.map((problem) => `\n- ${problem}`).join('');
  return new DogStatsError('ERR_OPTIONS', `HttpSink can't work with these options:${list}`);
}
