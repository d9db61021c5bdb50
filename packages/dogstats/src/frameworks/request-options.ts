import type { IncomingMessage } from 'node:http';
import { DogStatsError, type Tags } from '@dogstats/core';
import type { MetricScope } from '../metric-scope.js';
import { unknownOptions } from '../unknown-options.js';

/** What is recorded of requests, by the key under which its name can be changed. */
export const defaultNames = {
  /** A count of requests that have ended. */
  requests: 'requests',
  /** Seconds from the first middleware to the last byte of the answer. */
  duration: 'request.duration',
  /** A gauge of requests that have begun and not ended. */
  active: 'active_requests',
  /** A count of requests answered 5xx, or broken off by the server. */
  errors: 'errors',
  /** A count of requests whose client left before the answer was complete. */
  aborted: 'aborted',
} as const;

export type RequestMetric = keyof typeof defaultNames;

/** How requests are measured. */
export interface RequestMetricsOptions {
  /**
   * What records: an instance, or a child of one.
   * @default the instance that the program shares
   */
  readonly dogStats?: MetricScope | undefined;
  /**
   * Before each name, joined by a dot; `''` for none.
   * @default 'http.server'
   */
  readonly prefix?: string | undefined;
  /** Other names, to follow the prefix; `false` leaves a metric out. */
  readonly names?: { readonly [M in RequestMetric]?: string | false | undefined } | undefined;
  /** On everything that is recorded. */
  readonly tags?: Tags | undefined;
  /**
   * Send durations as a distribution instead of a histogram: percentiles over all processes.
   * @default false
   */
  readonly distribution?: boolean | undefined;
  /**
   * Requests that are not measured: paths, without what follows a `?`, or a function that says so.
   * One that throws ignores nothing.
   */
  readonly ignore?:
    | readonly (string | RegExp)[]
    | ((request: IncomingMessage) => boolean)
    | undefined;
}

const known: { readonly [Option in keyof RequestMetricsOptions]-?: true } = {
  dogStats: true,
  prefix: true,
  names: true,
  tags: true,
  distribution: true,
  ignore: true,
};

/** @throws {DogStatsError} `ERR_OPTIONS` with every option that there is not. */
export function checkRequestOptions(options: RequestMetricsOptions): void {
  const problems = [
    ...unknownOptions(options, Object.keys(known)),
    ...unknownOptions(options.names ?? {}, Object.keys(defaultNames)),
  ];
  const { ignore } = options;
  if (ignore !== undefined && typeof ignore !== 'function' && !Array.isArray(ignore))
    problems.push('ignore has to be a list of paths, or a function');
  if (problems.length > 0) throw new DogStatsError('ERR_OPTIONS', problems.join('; '));
}

/** What has to be known of a request to measure it. */
export interface MeasuredRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Routers of Express shorten `url` to what is below their own. */
  readonly originalUrl?: string | undefined;
}

/** Whether a request is not to be measured. */
export function ignoring(
  ignore: RequestMetricsOptions['ignore'],
): (request: MeasuredRequest) => boolean {
  if (ignore === undefined) return () => false;
  if (typeof ignore === 'function') {
    return (request) => {
      try {
        return ignore(request as IncomingMessage) === true;
      } catch {
        // Metrics are no reason for a request to fail.
        return false;
      }
    };
  }
  return (request) => {
    const path = pathOf(request);
    return ignore.some((rule) =>
      typeof rule === 'string' ? rule === path : path.search(rule) >= 0,
    );
  };
}

function pathOf({ originalUrl, url = '' }: MeasuredRequest): string {
  const asked = originalUrl ?? url;
  const end = asked.indexOf('?');
  return end < 0 ? asked : asked.slice(0, end);
}
