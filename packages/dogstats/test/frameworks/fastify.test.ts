import { DogStats } from 'dogstats';
import { fastifyMetrics } from 'dogstats/fastify';
import { recordMetrics } from 'dogstats/testing';
import Fastify, { type FastifyInstance } from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { describeRequests, openRig, type Serve } from './request-suite.js';

const serve: Serve = async (handlers, options) => {
  const app = Fastify();
  await app.register(fastifyMetrics(options));
  app.get('/users/:id', async (request) => request.params);
  app.post('/users', async (_request, reply) => reply.status(201).send());
  app.get('/broken/:id', async () => {
    throw new Error('broken');
  });
  app.get('/stream/:id', (_request, reply) => reply.send(handlers.body()));
  app.get('/hang/:id', () => handlers.hang());
  await app.register(
    async (tenants) => {
      tenants.get('/orders/:order', async () => 'order');
      tenants.get('/broken', async () => {
        throw new Error('broken');
      });
    },
    { prefix: '/tenants/:tenant' },
  );
  return listen(app);
};

async function listen(app: FastifyInstance) {
  await app.listen({ host: '127.0.0.1', port: 0 });
  return { server: app.server, close: () => app.close() };
}

describeRequests('Fastify', serve);

test('measures the routes beside it, and names wildcards', async () => {
  const rig = await openRig(async (_handlers, options) => {
    const app = Fastify();
    await app.register(fastifyMetrics(options));
    await app.register(async (inner) => void inner.get('/inner', async () => 'inner'));
    app.get('/files/*', async () => 'file');
    app.get('/*', async () => 'any');
    return listen(app);
  });

  for (const path of ['/inner', '/files/a/b', '/other']) await rig.ask(path);

  const routes = rig.metrics.find('http.server.requests').map(({ tags }) => tags[1]);
  expect(routes).toEqual(['route:/inner', 'route:/files/:wildcard', 'route:/:wildcard']);
});

test('requests that are injected are measured like others', async () => {
  const dogStats = new DogStats();
  const metrics = recordMetrics({ dogStats });
  const app = Fastify();
  onTestFinished(async () => {
    await app.close();
    await metrics.stop();
  });
  await app.register(fastifyMetrics({ dogStats }));
  app.get('/users/:id', async () => 'user');

  expect((await app.inject('/users/1')).statusCode).toBe(200);
  await expect.poll(() => metrics.count('http.server.requests')).toBe(1);

  const tags = { route: '/users/:id', status_class: '2xx' };
  expect(metrics.count('http.server.requests', tags)).toBe(1);
  expect(metrics.count('http.server.errors') + metrics.count('http.server.aborted')).toBe(0);
  expect(metrics.find('http.server.active_requests')[0]?.value).toBe(0);
});
