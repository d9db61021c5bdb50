import type { ServerAnswer, ServerRequest } from './request-end.js';
import { RequestMetrics } from './request-metrics.js';
import type { RequestMetricsOptions } from './request-options.js';

export type { RequestMetric, RequestMetricsOptions } from './request-options.js';

interface HonoRoute {
  readonly method: string;
  readonly path: string;
}

/** What is used of a context of Hono. */
export interface HonoContext {
  readonly req: {
    readonly method: string;
    readonly path: string;
    /** Of those that match, in the order in which they are asked. */
    readonly matchedRoutes: readonly HonoRoute[];
    /** The one asked last. */
    readonly routeIndex: number;
  };
  readonly res: { readonly status: number };
  /** `@hono/node-server` puts the request and the response of Node.js here. */
  readonly env: unknown;
}

interface NodeBindings {
  readonly incoming?: ServerRequest;
  readonly outgoing?: ServerAnswer;
}

/**
 * A middleware of Hono that measures every request: `app.use(honoMetrics())`, before all others. On
 * `@hono/node-server` until the last byte of the answer; elsewhere until there is a response.
 *
 * @throws {DogStatsError} `ERR_OPTIONS` for an option that there is not.
 */
export function honoMetrics(
  options?: RequestMetricsOptions,
): (context: HonoContext, next: () => Promise<void>) => Promise<void> {
  const metrics = new RequestMetrics(options);
  return async (context, next) => {
    const { incoming, outgoing } = (context.env ?? {}) as NodeBindings;
    if (incoming !== undefined && outgoing !== undefined) {
      metrics.measure(incoming, outgoing, () => routeOf(context, outgoing.statusCode));
      return next();
    }
    const { method, path } = context.req;
    const end = metrics.begin({ method, url: path });
    let status = 500;
    try {
      await next();
      status = context.res.status;
    } finally {
      end?.({ status }, routeOf(context, status));
    }
  };
}

/**
 * The pattern of the handler that answered, or of the one that would have, had no middleware done so.
 * Middlewares are routes as well, of all methods below a path.
 */
function routeOf({ req }: HonoContext, status: number): string | undefined {
  const { matchedRoutes, routeIndex } = req;
  const handler = matchedRoutes.slice(routeIndex).find((route) => !isMiddleware(route));
  if (handler !== undefined) return handler.path;
  return status === 404 ? undefined : matchedRoutes[routeIndex]?.path;
}

function isMiddleware({ method, path }: HonoRoute): boolean {
  return method === 'ALL' && path.endsWith('*');
}
