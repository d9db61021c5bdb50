// Express, measured: requests by method, route and status, how long they take, how many there are.
import { dogStats } from 'dogstats';
import { expressMetrics } from 'dogstats/express';
import express from 'express';

dogStats.start({ prefix: 'shop', handleSignals: true });

const app = express();
app.use(expressMetrics({ ignore: ['/health'] })); // before all that should be part of the duration
app.get('/health', (_request, response) => void response.send('ok'));

const users = express.Router();
users.get('/:id', (request, response) => {
  if (request.params.id === '0') throw new Error('no such user'); // answered 500
  response.json({ id: request.params.id });
});
app.use('/tenants/:tenant/users', users);

const server = app.listen(Number(process.env['PORT'] ?? 8080), '127.0.0.1', () => {
  console.log('listening on', server.address());
});
