import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import type { IntakeApp } from '../http/app.js';
import type { Ingest } from '../http/ingest.js';
import { Management, responseOf } from '../http/management.js';
import { expositionType } from '../prometheus/exposition.js';
import type { OpstraceOptions } from './opstrace-options.js';
import { opstraceRoutes, v2Route } from './opstrace-route.js';
import { errorAnswer, OpstraceService, textAnswer } from './opstrace-service.js';

/** The API as Opstrace has it. The page adds its own routes to the app returned. */
export function createOpstraceApp(
  ingest: Ingest,
  options: OpstraceOptions,
  maxSeries: number,
): IntakeApp {
  const app: IntakeApp = new Hono<{ Bindings: HttpBindings }>();
  const service = new OpstraceService(options, ingest, maxSeries);
  const management = new Management(ingest.access, ingest.tenants);
  const routes = options.strict ? opstraceRoutes : [...opstraceRoutes, v2Route];
  app.use(async (context, next) => {
    const route = routes.find(({ path }) => context.req.path.startsWith(path));
    if (route === undefined) return next();
    const { incoming, outgoing } = context.env;
    if (incoming.method !== 'POST') return methodRefused('POST');
    await service.handle(route, incoming, outgoing);
    return RESPONSE_ALREADY_SENT;
  });
  // Without a key: it is also what tells whether the process lives.
  app.get('/metrics', (context) => {
    management.checkHost(context);
    return context.body(service.durations.exposition(), 200, { 'content-type': expositionType });
  });
  app.all('/metrics', () => methodRefused('GET'));
  app.get('/metrics/series', (context) => {
    management.checkHost(context);
    const text = service.exposition(context.env.incoming);
    return context.body(text, 200, { 'content-type': expositionType });
  });
  app.notFound(() => responseOf(textAnswer(404, '404 page not found')));
  app.onError((error) => responseOf(errorAnswer(error)));
  return app;
}

function methodRefused(allow: string): Response {
  return new Response(null, { status: 405, headers: { allow } });
}
