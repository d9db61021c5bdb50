import type { IncomingMessage, ServerResponse } from 'node:http';
import { RequestMetrics } from './request-metrics.js';
import type { RequestMetricsOptions } from './request-options.js';

export type { RequestMetric, RequestMetricsOptions } from './request-options.js';

/** What is used of a context of Koa, and what `@koa/router` puts on it. */
export interface KoaContext {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly _matchedRoute?: string | RegExp | undefined;
}

/**
 * A middleware of Koa that measures every request: `app.use(koaMetrics())`, before all others. Routes
 * are those of `@koa/router`.
 *
 * @throws {DogStatsError} `ERR_OPTIONS` for an option that there is not.
 */
export function koaMetrics(
  options?: RequestMetricsOptions,
): (context: KoaContext, next: () => Promise<unknown>) => Promise<unknown> {
  const metrics = new RequestMetrics(options);
  return (context, next) => {
    metrics.measure(context.req, context.res, () => context._matchedRoute);
    return next();
  };
}
