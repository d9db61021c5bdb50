// Koa, measured: requests by method, route and status, how long they take, how many there are.
import Router from '@koa/router';
import { dogStats } from 'dogstats';
import { koaMetrics } from 'dogstats/koa';
import Koa from 'koa';

dogStats.start({ prefix: 'shop', handleSignals: true });

const app = new Koa();
app.use(koaMetrics({ ignore: ['/health'] })); // before all others

const users = new Router();
users.get('/health', (context) => {
  context.body = 'ok';
});
users.get('/tenants/:tenant/users/:id', (context) => {
  const { id } = context['params'];
  if (id === '0') throw new Error('no such user'); // answered 500
  context.body = { id };
});
app.use(users.routes());

const server = app.listen(Number(process.env['PORT'] ?? 8080), '127.0.0.1', () => {
  console.log('listening on', server.address());
});
