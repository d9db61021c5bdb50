import { once } from 'node:events';
import { createServer, IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { pipeline } from 'node:stream';
import { DogStats } from 'dogstats';
import { expressMetrics } from 'dogstats/express';
import { recordMetrics } from 'dogstats/testing';
import express5, { type Express, type RequestHandler, type Router } from 'express';
// @ts-expect-error: that version has no types of its own.
import express4 from 'express-4';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ExpressRequest, followRoute } from '../../src/frameworks/express-route.js';
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
    ['/number/7/list', '/number/:number/list'],
    ['/object/7/list', '/:mount/list'],
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
      app.param('number', (request, _response, next, value) => {
        request.params['number'] = Number(value) as never;
        next();
      });
      app.param('object', (request, _response, next, value) => {
        request.params['object'] = Object.assign(Object.create(null), { value });
        next();
      });
      app.use('/number/:number', others);
      app.use('/object/:object', others);
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

  test('leaves baseUrl and route as handlers know them, in measured apps and in others', async () => {
    const seen: unknown[] = [];
    const rig = await openRig((_handlers, options) => {
      const app = quiet();
      const router = express.Router();
      const legacy = quiet();
      const look: RequestHandler = (request, response) => {
        seen.push([request.baseUrl, request.route.path, request.originalUrl]);
        response.end();
      };
      app.use(expressMetrics(options));
      app.use('/shop/:id', router);
      router.get('/cart', look);
      legacy.get('/page', look);
      app.use('/old', (request, response) => legacy(request, response));
      return listen(app);
    });
    const unmeasured = quiet();
    unmeasured.use(
      '/plain',
      express.Router().get('/page', (request, response) => {
        seen.push([request.baseUrl, request.route.path, request.originalUrl]);
        response.end();
      }),
    );
    const other = await listen(unmeasured);
    onTestFinished(() => other.close());

    for (let time = 0; time < 2; time++) {
      await rig.ask('/shop/7/cart');
      await rig.ask('/old/page');
      await fetch(`http://127.0.0.1:${(other.server.address() as AddressInfo).port}/plain/page`);
    }

    const each = [
      ['/shop/7', '/cart', '/shop/7/cart'],
      ['/old', '/page', '/old/page'],
      ['/plain', '/page', '/plain/page'],
    ];
    expect(seen).toEqual([...each, ...each]);
    expect(rig.metrics.count('http.server.requests', { route: '/old/page' })).toBe(2);
  });

  test('in an app within only, it knows all of the route, and never tells a part of the URL', async () => {
    const rig = await openRig((_handlers, options) => {
      const app = quiet();
      const inner = quiet();
      app.use('/area/:area', inner);
      app.get('/area/:area/late', (_request, response) => void response.end());
      inner.use(expressMetrics(options));
      inner.get('/users/:id', (_request, response) => void response.end());
      return listen(app);
    });

    await rig.ask('/area/1/users/2');
    await rig.ask('/area/1/late');

    const routes = rig.metrics.find('http.server.requests').map(({ tags }) => tags[1]);
    // The first request of all has come to the middleware before anybody looked.
    expect(routes[0]).toMatch(/^route:\/(area\/:area|:mount)\/users\/:id$/);
    expect(routes[1]).toBe('route:/area/:area/late');
  });
});

/** A router: its name of a parameter, if any, and what requests have in that place. */
const level = fc.record({
  fixed: fc.stringMatching(/^[a-z]{1,3}$/),
  name: fc.option(fc.constantFrom('id', 'x', 'y')),
  value: fc.string({ minLength: 1, maxLength: 6 }).filter((text) => !/^[./\\]+$/.test(text)),
  merges: fc.boolean(),
  guarded: fc.boolean(),
});

test('whatever routers are within each other, the route has no part of the URL', async () => {
  let app = express5();
  const metrics = recordMetrics({ dogStats: new DogStats() });
  const server = createServer((request, response) => void app(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.close();
    await metrics.stop();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  await fc.assert(
    fc.asyncProperty(fc.array(level, { minLength: 1, maxLength: 4 }), async (levels) => {
      app = express5();
      app.use(expressMetrics({ dogStats: metrics.dogStats }));
      let router: Router = app;
      let url = '';
      for (const { fixed, name, value, merges, guarded } of levels) {
        const inner = express5.Router({ mergeParams: merges });
        if (guarded) inner.use((_request, _response, next) => next());
        router.use(name === null ? `/${fixed}` : `/${fixed}/:${name}`, inner);
        router = inner;
        url += name === null ? `/${fixed}` : `/${fixed}/${encodeURIComponent(value)}`;
      }
      router.get('/end', (_request, response) => void response.end());
      metrics.reset();
      await (await fetch(`${origin}${url}/end`, { headers: { connection: 'close' } })).text();
      await expect.poll(() => metrics.count('http.server.requests')).toBe(1);

      const [tag = ''] = (metrics.find('http.server.requests')[0]?.tags ?? []).slice(1);
      const known = [...levels.map(({ fixed }) => fixed), ':id', ':x', ':y', 'end', ''];
      expect(
        tag
          .slice('route:'.length)
          .split('/')
          .filter((part) => !known.includes(part)),
      ).toEqual([]);
      expect(tag).toMatch(/^route:\/.*\/end$/);
    }),
    { numRuns: 100 },
  );
});

test('a request that has begun without is followed from then on', () => {
  const request = new IncomingMessage(new Socket()) as ExpressRequest;
  request.params = { id: '7' };
  request.baseUrl = '/shop/7';
  const patternOf = followRoute(request);
  expect(patternOf()).toBeUndefined();
  request.route = { path: '/cart' };

  expect(patternOf()).toBe('/:mount/cart');
  expect([request.baseUrl, request.route]).toEqual(['/shop/7', { path: '/cart' }]);
  expect(Object.keys(request)).toEqual(expect.arrayContaining(['baseUrl', 'route']));
});
