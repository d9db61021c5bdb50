import type { ServerAnswer, ServerRequest } from './request-end.js';
import { RequestMetrics } from './request-metrics.js';
import type { RequestMetricsOptions } from './request-options.js';

export type { RequestMetric, RequestMetricsOptions } from './request-options.js';

/** What is used of a request of Fastify. */
interface FastifyRequest {
  readonly raw: ServerRequest;
  readonly routeOptions: { readonly url?: string | undefined };
}

type OnRequest = (
  request: FastifyRequest,
  reply: { readonly raw: ServerAnswer },
  done: () => void,
) => void;

/** What is used of an instance of Fastify. */
export interface FastifyServer {
  addHook(name: 'onRequest', hook: OnRequest): unknown;
}

/**
 * A plugin of Fastify that measures every request: `app.register(fastifyMetrics())`, before the
 * routes. Its hook is for the whole app, not for a scope of its own.
 *
 * @throws {DogStatsError} `ERR_OPTIONS` for an option that there is not.
 */
export function fastifyMetrics(
  options?: RequestMetricsOptions,
): (app: FastifyServer, options: unknown, done: () => void) => void {
  const metrics = new RequestMetrics(options);
  const plugin = (app: FastifyServer, _options: unknown, done: () => void): void => {
    app.addHook('onRequest', (request, reply, next) => {
      metrics.measure(request.raw, reply.raw, () => request.routeOptions.url);
      next();
    });
    done();
  };
  // What fastify-plugin does.
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: 'dogstats',
  });
}
