import { once } from 'node:events';
import type { Server } from 'node:http';
import { pipeline } from 'node:stream';
import { expressMetrics } from 'dogstats/express';
import express5, { type Express } from 'express';
// @ts-expect-error: that version has no types of its own.
import express4 from 'express-4';
import { describe, expect, test } from 'vitest';
import { describeRequests, openRig, type Serve } from './request-suite.js';

const versions = { 'Express 5': express5, 'Express 4': express4 as unknown as typeof express5 };

async function listen(app: Express): Promise<{ server: Server; close(): void }> {
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, close: () => void server.close() };
}

describe.each(Object.entries(versions))('%s', (_version, express) => {
  /** An app whose errors are not printed. */
  const quiet = (): Express => express().set('env', 'test');

  const serve: Serve = (handlers, options) => {
    const app = quiet();
    app.use(expressMetrics(options));
    app.use(express.json());
    app.get('/users/:id', (request, response) => void response.json({ id: request.params.id }));
    app.post('/users', (_request, response) => void response.status(201).end());
    app.get('/broken/:id', () => {
      throw new Error('broken');
    });
    app.get('/stream/:id', (_request, response) => pipeline(handlers.body(), response, () => {}));
    app.get('/hang/:id', () => handlers.hang());
    const tenants = express.Router();
    tenants.get('/orders/:order', (_request, response) => void response.end());
    tenants.get('/broken', () => {
      throw new Error('broken');
    });
    app.use('/tenants/:tenant', tenants);
    return listen(app);
  };

  describeRequests('requests', serve);

  test.each([
    ['/a/1/b/2/c/3', '/a/:x/b/:y/c/:z'],
    ['/a/1/b/1/c/1', '/a/:x/b/:y/c/:z'],
    ['/a/caf%C3%A9/b/a%2Fb/c/3', '/a/:x/b/:y/c/:z'],
    ['/a/1/b/2', '/a/:x/b/:y'],
    ['/a/1/nothing', 'unmatched'],
    ['/span/10-20/list', '/span/:from-:to/list'],
    ['/v3/things', '/v:0/things'],
    ['/A/1/B/2', '/a/:x/b/:y'],
  ])('the pattern of %s over routers is %s', async (path, route) => {
    const rig = await openRig((_handlers, options) => {
      const app = quiet();
      const outer = express.Router({ mergeParams: true });
      const inner = express.Router({ mergeParams: true });
      const others = express.Router();
      app.use(expressMetrics(options));
      app.use('/a/:x', others);
      app.use('/a/:x', outer);
      outer.use('/b/:y', inner);
      inner.get('/', (_request, response) => void response.end());
      inner.get('/c/:z', (_request, response) => void response.end());
      others.get('/list', (_request, response) => void response.end());
      others.get('/things', (_request, response) => void response.end());
      app.use('/span/:from-:to', others);
      app.use(/^\/v(\d+)/, others);
      return listen(app);
    });

    await rig.ask(path);

    expect(rig.metrics.find('http.server.requests')[0]?.tags).toContain(`route:${route}`);
  });

  test('an app within an app, and a middleware that answers for a route', async () => {
    const rig = await openRig((_handlers, options) => {
      const app = quiet();
      const admin = quiet();
      app.use(expressMetrics(options));
      app.use('/:area/admin', admin);
      admin.get('/users/:id', (_request, _response, next) => next('route'));
      admin.get(['/users/:id', '/people/:id'], (_request, response) => void response.end());
      app.all('/api/:rest', (_request, response) => void response.status(401).end());
      return listen(app);
    });

    await rig.ask('/north/admin/users/1');
    await rig.ask('/api/1');

    const routes = rig.metrics.find('http.server.requests').map(({ tags }) => tags[1]);
    expect(routes).toEqual(['route:/:area/admin/users/:id_/people/:id', 'route:/api/:rest']);
  });

  test('two middlewares on a request both know its route', async () => {
    const rig = await openRig((_handlers, options) => {
      const app = quiet();
      const router = express.Router();
      app.use(expressMetrics(options));
      app.use('/shop/:id', router);
      router.use(expressMetrics({ ...options, prefix: 'inner' }));
      router.get('/cart', (_request, response) => void response.end());
      return listen(app);
    });

    await rig.ask('/shop/7/cart');

    for (const name of ['http.server.requests', 'inner.requests'])
      expect(rig.metrics.count(name, { route: '/shop/:id/cart' }), name).toBe(1);
  });

  test('leaves baseUrl and route as handlers know them', async () => {
    const seen: unknown[] = [];
    const rig = await openRig((_handlers, options) => {
      const app = quiet();
      const router = express.Router();
      app.use(expressMetrics(options));
      app.use('/shop/:id', router);
      router.get('/cart', (request, response) => {
        seen.push(request.baseUrl, request.route.path, request.originalUrl, Object.keys(request));
        response.end();
      });
      return listen(app);
    });

    await rig.ask('/shop/7/cart');

    expect(seen).toEqual([
      '/shop/7',
      '/cart',
      '/shop/7/cart',
      expect.arrayContaining(['baseUrl', 'route']),
    ]);
  });
});
