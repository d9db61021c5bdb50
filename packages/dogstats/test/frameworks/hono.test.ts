import { once } from 'node:events';
import type { Server } from 'node:http';
import { Readable } from 'node:stream';
import { createAdaptorServer } from '@hono/node-server';
import { DogStats } from 'dogstats';
import { honoMetrics } from 'dogstats/hono';
import { recordMetrics } from 'dogstats/testing';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import { expect, onTestFinished, test, vi } from 'vitest';
import { describeRequests, openRig, type Serve } from './request-suite.js';

const serve: Serve = async (handlers, options) => {
  // The server prints errors of streams.
  const print = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => print.mockRestore());
  const app = new Hono();
  app.use(honoMetrics(options));
  app.get('/users/:id', (context) => context.json({ id: context.req.param('id') }));
  app.post('/users', (context) => context.body(null, 201));
  app.get('/broken/:id', () => {
    throw new Error('broken');
  });
  app.get('/stream/:id', (context) =>
    context.body(Readable.toWeb(handlers.body()) as ReadableStream),
  );
  app.get('/hang/:id', () => {
    handlers.hang();
    return new Promise(() => {});
  });
  const tenants = new Hono();
  tenants.get('/orders/:order', (context) => context.text('order'));
  tenants.get('/broken', () => {
    throw new Error('broken');
  });
  app.route('/tenants/:tenant', tenants);
  app.onError((_error, context) => context.text('sorry', 500));
  return listen(app);
};

async function listen(app: Hono) {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, close: () => void server.close() };
}

describeRequests('Hono', serve);

/** What middlewares answer in the place of handlers. */
function appWithMiddlewares(options: object): Hono {
  const app = new Hono();
  app.use(honoMetrics(options));
  app.use('/api/*', cors());
  app.use('/api/*', async (context, next) => {
    if (context.req.header('authorization') === undefined) throw new HTTPException(401);
    await next();
  });
  app.get('/api/users/:id', (context) => context.text('user'));
  app.get('/files/*', (context) => context.text('file'));
  app.all('/any/:id', (context) => context.text('any'));
  return app;
}

const answers = [
  ['GET', '/api/users/1', '/api/users/:id', 401],
  ['GET', '/api/nothing', '/api/:wildcard', 401],
  ['OPTIONS', '/api/users/1', '/api/:wildcard', 204],
  ['GET', '/files/a/b', '/files/:wildcard', 200],
  ['PUT', '/any/1', '/any/:id', 200],
  ['GET', '/nothing', 'unmatched', 404],
] as const;

test.each(answers)('%s %s has the route %s', async (method, path, route, status) => {
  const rig = await openRig((_handlers, options) => listen(appWithMiddlewares(options)));

  expect(await rig.ask(path, method)).toBe(status);

  expect(rig.metrics.find('http.server.requests')[0]?.tags).toContain(`route:${route}`);
});

test.each(answers)('the same without a server: %s %s', async (method, path, route, status) => {
  const dogStats = new DogStats();
  const metrics = recordMetrics({ dogStats });
  onTestFinished(() => metrics.stop());
  const app = appWithMiddlewares({ dogStats, ignore: ['/health'] });

  expect((await app.request(path, { method })).status).toBe(status);
  await app.request('/health');

  const [requests, ...others] = metrics.find('http.server.requests');
  expect(requests?.tags).toEqual(
    expect.arrayContaining([`route:${route}`, `status_class:${Math.floor(status / 100)}xx`]),
  );
  expect(others).toEqual([]);
  expect(metrics.find('http.server.active_requests')[0]?.value).toBe(0);
});
