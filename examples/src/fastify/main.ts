// Fastify, measured: requests by method, route and status, how long they take, how many there are.
import { dogStats } from 'dogstats';
import { fastifyMetrics } from 'dogstats/fastify';
import Fastify from 'fastify';

dogStats.start({ prefix: 'shop', handleSignals: true });

const app = Fastify();
await app.register(fastifyMetrics({ ignore: ['/health'] })); // before the routes
app.get('/health', async () => 'ok');

await app.register(
  async (users) => {
    users.get<{ Params: { id: string } }>('/:id', async ({ params }) => {
      if (params.id === '0') throw new Error('no such user'); // answered 500
      return { id: params.id };
    });
  },
  { prefix: '/tenants/:tenant/users' },
);

await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT'] ?? 8080) });
console.log('listening on', app.server.address());
