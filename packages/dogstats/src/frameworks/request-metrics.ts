import { systemClock, type TimingOptions } from '@dogstats/core';
import { dogStats } from '../global.js';
import type { MetricScope } from '../metric-scope.js';
import { ActiveRequests } from './active-requests.js';
import {
  onRequestEnd,
  type RequestEnd,
  type ServerAnswer,
  type ServerRequest,
} from './request-end.js';
import {
  checkRequestOptions,
  defaultNames,
  ignoring,
  type MeasuredRequest,
  type RequestMetric,
  type RequestMetricsOptions,
} from './request-options.js';
import { routeTag } from './route-pattern.js';

/** Tells how a request has ended, and the pattern of the route that took it. */
type EndRequest = (end: RequestEnd, route: unknown) => void;

/** Measures the requests of a server: what the middlewares of all frameworks have in common. */
export class RequestMetrics {
  readonly #scope: MetricScope;
  readonly #names: { readonly [M in RequestMetric]: string | undefined };
  readonly #timing: TimingOptions;
  readonly #ignores: (request: MeasuredRequest) => boolean;
  readonly #active: ActiveRequests | undefined;

  /** @throws {DogStatsError} `ERR_OPTIONS` for an option that there is not. */
  constructor(options: RequestMetricsOptions = {}) {
    checkRequestOptions(options);
    const scope = options.dogStats ?? dogStats;
    this.#scope = options.tags === undefined ? scope : scope.child({ tags: options.tags });
    this.#names = namesOf(options);
    this.#timing = { distribution: options.distribution === true };
    this.#ignores = ignoring(options.ignore);
    const { active } = this.#names;
    if (active !== undefined) {
      const gaugeOf = (method: string) => this.#scope.boundGauge(active, { method });
      this.#active = new ActiveRequests(gaugeOf, systemClock);
    }
  }

  /**
   * Measures a request from now on until its answer is complete or the connection is gone.
   *
   * @param routeOf asked at the end for the pattern of the route; `undefined` when none took it.
   */
  measure(request: ServerRequest, response: ServerAnswer, routeOf: () => unknown): void {
    const end = this.begin(request);
    if (end !== undefined) onRequestEnd(request, response, (how) => end(how, patternOf(routeOf)));
  }

  /** For requests whose end somebody else knows of; `undefined` when this one is ignored. */
  begin(request: MeasuredRequest): EndRequest | undefined {
    if (this.#ignores(request)) return undefined;
    const { requests, duration, errors, aborted } = this.#names;
    const scope = this.#scope;
    const method = methods.get(request.method) ?? 'other';
    const timer = duration === undefined ? undefined : scope.timer(duration, this.#timing);
    this.#active?.add(method, 1);
    return ({ status, brokenOffBy }, pattern) => {
      const route = routeTag(pattern);
      const tags = { method, route, status_class: statusClass(status) };
      this.#active?.add(method, -1);
      timer?.stop(tags);
      if (requests !== undefined) scope.increment(requests, 1, tags);
      const failed = brokenOffBy === 'server' || (status !== undefined && status >= 500);
      if (failed && errors !== undefined) scope.increment(errors, 1, { method, route });
      if (brokenOffBy === 'client' && aborted !== undefined)
        scope.increment(aborted, 1, { method, route });
    };
  }
}

/** The pattern, if a framework of this version has it where others do: an error would end the process. */
function patternOf(routeOf: () => unknown): unknown {
  try {
    return routeOf();
  } catch {
    return undefined;
  }
}

function namesOf({ prefix = 'http.server', names = {} }: RequestMetricsOptions): {
  readonly [M in RequestMetric]: string | undefined;
} {
  const nameOf = (metric: RequestMetric): string | undefined => {
    const name = names[metric] ?? defaultNames[metric];
    if (name === false) return undefined;
    return prefix === '' ? name : `${prefix}.${name}`;
  };
  return {
    requests: nameOf('requests'),
    duration: nameOf('duration'),
    active: nameOf('active'),
    errors: nameOf('errors'),
    aborted: nameOf('aborted'),
  };
}

/** Method → the value of its tag. Clients may make up others. */
const methods: ReadonlyMap<string | undefined, string> = new Map(
  ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE', 'QUERY'].map(
    (method) => [method, method.toLowerCase()],
  ),
);

/** `2xx` and so on; `none` when the client was told no status. */
function statusClass(status: number | undefined): string {
  return status === undefined ? 'none' : `${Math.floor(status / 100)}xx`;
}
