import type { IncomingMessage, ServerResponse } from 'node:http';
import { DogStatsError } from '@dogstats/core';
import { expressMetrics } from './express.js';
import { type FastifyServer, fastifyMetrics } from './fastify.js';
import type { RequestMetricsOptions } from './request-options.js';

export type { RequestMetric, RequestMetricsOptions } from './request-options.js';

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** What is used of an application of NestJS. */
export interface NestApplication {
  getHttpAdapter(): {
    getType(): string;
    getInstance(): unknown;
  };
}

/**
 * Measures every request of an application of NestJS, on Express or Fastify. To be called right after
 * `NestFactory.create()`: what guards, pipes and parsers of bodies do is then part of it, and so are
 * the requests that they refuse.
 *
 * @throws {DogStatsError} `ERR_OPTIONS` for an option that there is not, or another platform.
 */
export function nestMetrics(app: NestApplication, options: RequestMetricsOptions = {}): void {
  const adapter = app.getHttpAdapter();
  const platform = adapter.getType();
  if (platform === 'express')
    (adapter.getInstance() as { use(middleware: Middleware): void }).use(expressMetrics(options));
  else if (platform === 'fastify')
    fastifyMetrics(options)(adapter.getInstance() as FastifyServer, {}, () => {});
  else
    throw new DogStatsError(
      'ERR_OPTIONS',
      `nestMetrics() knows express and fastify, not ${platform}: use the middleware of that framework`,
    );
}
