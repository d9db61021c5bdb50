import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { addManagementRoutes } from '../management/management-routes.js';
import { type Answer, jsonAnswer, refusalAnswer } from './answer.js';
import { addEventRoutes } from './event-routes.js';
import type { Ingest } from './ingest.js';
import { ingestRoutes } from './ingest-route.js';
import { Management, responseOf } from './management.js';
import { addMetadataRoutes } from './metadata-routes.js';
import { addMetricListRoutes } from './metric-list-routes.js';
import { addMetricsRoutes } from './metrics-routes.js';
import { addQueryRoutes } from './query-routes.js';
import { Refusal } from './refusal.js';
import { addValidateRoutes } from './validate-routes.js';

export type IntakeApp = Hono<{ Bindings: HttpBindings }>;

/** The API as Datadog has it. The page adds its own routes to the app returned. */
export function createApp(ingest: Ingest): IntakeApp {
  const app: IntakeApp = new Hono<{ Bindings: HttpBindings }>({ strict: false });
  const management = new Management(ingest.access, ingest.tenants);
  addMetricsRoutes(app, management);
  for (const route of ingestRoutes) {
    app.post(route.path, async (context) => {
      await ingest.handle(route, context.env.incoming, context.env.outgoing);
      return RESPONSE_ALREADY_SENT;
    });
  }
  addValidateRoutes(app, ingest.access);
  addEventRoutes(app, management);
  addMetadataRoutes(app, management);
  addMetricListRoutes(app, management);
  addQueryRoutes(app, management);
  addManagementRoutes(app, management);
  for (const { path } of ingestRoutes) app.all(path, () => responseOf(methodAnswer(path)));
  app.notFound((context) => responseOf(notFoundAnswer(context.req.path)));
  app.onError((error) => responseOf(errorAnswer(error)));
  return app;
}

function errorAnswer(error: Error): Answer {
  if (error instanceof Refusal) return refusalAnswer(error);
  return jsonAnswer(500, { errors: [`intake: ${error.message}`] });
}

function methodAnswer(path: string): Answer {
  return {
    ...jsonAnswer(405, { errors: [`${path} takes POST only`] }),
    headers: { allow: 'POST' },
  };
}

function notFoundAnswer(path: string): Answer {
  const known = ingestRoutes.map((route) => route.path).join(', ');
  return jsonAnswer(404, { errors: [`nothing at ${path}: payloads go to ${known}`] });
}
