import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { requestKey } from '../auth/request-key.js';
import { type Answer, jsonAnswer, refusalAnswer } from './answer.js';
import type { Ingest } from './ingest.js';
import { ingestRoutes } from './ingest-route.js';
import { Refusal } from './refusal.js';

export type IntakeApp = Hono<{ Bindings: HttpBindings }>;

/** The API as Datadog has it. The page adds its own routes to the app returned. */
export function createApp(ingest: Ingest): IntakeApp {
  const app: IntakeApp = new Hono<{ Bindings: HttpBindings }>({ strict: false });
  for (const route of ingestRoutes) {
    app.post(route.path, async (context) => {
      await ingest.handle(route, context.env.incoming, context.env.outgoing);
      return RESPONSE_ALREADY_SENT;
    });
    app.all(route.path, () => response(methodAnswer(route.path)));
  }
  app.get('/api/v1/validate', (context) => {
    const refusal = keyRefusal(ingest, requestKey(context.env.incoming));
    return response(refusal ?? jsonAnswer(200, { valid: true }));
  });
  app.notFound((context) => response(notFoundAnswer(context.req.path)));
  app.onError((error) => response(jsonAnswer(500, { errors: [`intake: ${error.message}`] })));
  return app;
}

function keyRefusal(ingest: Ingest, key: string | undefined): Answer | undefined {
  if (ingest.keys.accepts(key)) return undefined;
  const reason = key === undefined ? 'no API key: send it as header DD-API-KEY' : 'wrong API key';
  return refusalAnswer(new Refusal(403, reason));
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

function response(answer: Answer): Response {
  const headers = { 'content-type': 'application/json; charset=utf-8', ...answer.headers };
  return new Response(answer.body, { status: answer.status, headers });
}
