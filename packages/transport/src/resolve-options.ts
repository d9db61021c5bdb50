import { DogStatsError, defaultEncoding, type HistogramOptions } from '@dogstats/core';
import { checkApiKey } from './api-key.js';
import { completeDelivery, type DeliveryOptions } from './delivery-options.js';
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

  const chosen = asObject(given).histogram;
  const histogram: HistogramOptions = {
    aggregates: chosen?.aggregates ?? defaultEncoding.histogram.aggregates,
    percentiles: chosen?.percentiles ?? defaultEncoding.histogram.percentiles,
  };
  if (problems.length === 0 && histogram.aggregates.length + histogram.percentiles.length === 0) {
    problems.push('histogram: expected at least one aggregate or percentile');
  }
  if (problems.length > 0 || 'problem' in endpoint) throw optionsError(problems);

  const { seriesApi, countAs, histogramByMetric, retry, queue, spool, timeouts, distributions } =
    given;
  const { resends, concurrency, ca, dispatcher, fetch, env, clock, random, userAgent } = given;
  return completeDelivery({
    baseUrl: endpoint.baseUrl,
    apiKey: given.apiKey,
    encoding: {
      seriesApi: seriesApi ?? defaultEncoding.seriesApi,
      countAs: countAs ?? defaultEncoding.countAs,
      histogram,
      ...(histogramByMetric === undefined ? {} : { histogramByMetric }),
    },
    ...{ retry, queue, spool, timeouts, distributions },
    ...{ resends, concurrency, ca, dispatcher, fetch, env, clock, random, userAgent },
  });
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
