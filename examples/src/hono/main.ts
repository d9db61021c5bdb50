// Hono, measured: requests by method, route and status, how long they take, how many there are.
import { serve } from '@hono/node-server';
import { dogStats } from 'dogstats';
import { honoMetrics } from 'dogstats/hono';
import { Hono } from 'hono';

dogStats.start({ prefix: 'shop', handleSignals: true });

const app = new Hono();
app.use(honoMetrics({ ignore: ['/health'] })); // before all others
app.get('/health', (context) => context.text('ok'));

const users = new Hono();
users.get('/:id', (context) => {
  if (context.req.param('id') === '0') throw new Error('no such user'); // answered 500
  return context.json({ id: context.req.param('id') });
});
app.route('/tenants/:tenant/users', users);

const port = Number(process.env['PORT'] ?? 8080);
serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, (address) => {
  console.log('listening on', address);
});
