import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ExpressRequest, followRoute } from './express-route.js';
import { RequestMetrics } from './request-metrics.js';
import type { RequestMetricsOptions } from './request-options.js';

export type { RequestMetric, RequestMetricsOptions } from './request-options.js';

/**
 * A middleware of Express 4 and 5 that measures every request: `app.use(expressMetrics())`, before
 * all that should be part of the duration.
 *
 * @throws {DogStatsError} `ERR_OPTIONS` for an option that there is not.
 */
export function expressMetrics(
  options?: RequestMetricsOptions,
): (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void {
  const metrics = new RequestMetrics(options);
  return (request, response, next) => {
    metrics.measure(request, response, followRoute(request as ExpressRequest));
    next();
  };
}
