import { once } from 'node:events';
import Router from '@koa/router';
import { koaMetrics } from 'dogstats/koa';
import Koa from 'koa';
import { expect, test } from 'vitest';
import { describeRequests, openRig, type Serve } from './request-suite.js';

const serve: Serve = async (handlers, options) => {
  const app = new Koa();
  app.silent = true;
  app.use(koaMetrics(options));
  const router = new Router();
  router.get('/users/:id', (context) => {
    context.body = { id: context['params']['id'] };
  });
  router.post('/users', (context) => {
    context.status = 201;
  });
  router.get('/broken/:id', () => {
    throw new Error('broken');
  });
  router.get('/stream/:id', (context) => {
    context.body = handlers.body();
  });
  router.get('/hang/:id', () => {
    handlers.hang();
    return new Promise(() => {});
  });
  const tenants = new Router();
  tenants.get('/orders/:order', (context) => {
    context.status = 200;
  });
  tenants.get('/broken', () => {
    throw new Error('broken');
  });
  router.use('/tenants/:tenant', tenants.routes());
  app.use(router.routes()).use(router.allowedMethods());
  return listen(app);
};

async function listen(app: Koa) {
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, close: () => void server.close() };
}

describeRequests('Koa', serve);

test('without a router there are no routes', async () => {
  const rig = await openRig((_handlers, options) => {
    const app = new Koa();
    app.use(koaMetrics(options));
    app.use((context) => {
      context.body = context.path;
    });
    return listen(app);
  });

  await rig.ask('/any/thing');

  const tags = { route: 'unmatched', status_class: '2xx' };
  expect(rig.metrics.count('http.server.requests', tags)).toBe(1);
});
