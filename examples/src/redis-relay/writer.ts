// One of many processes that count together: start it as often as you like, on any host.
// They need a Redis, and one relay that delivers what they write: main.ts.
import { RedisSink } from '@dogstats/redis';
import { DogStats } from 'dogstats';
import { createClient } from 'redis';

const client = createClient({ url: process.env['REDIS_URL'] ?? 'redis://localhost:6379' });
const stats = new DogStats();
// No host: whoever counts, it is one series.
stats.start({ host: '', prefix: 'shop', sink: new RedisSink({ client }) });

for (let order = 1; order <= 20; order++) {
  stats.increment('orders', 1, { payment: order % 4 === 0 ? 'invoice' : 'card' });
  stats.histogram('order.items', order % 5);
  stats.set('customers', `customer-${order}`);
}

const report = await stats.close();
console.log(`Wrote ${report.accepted} calls.`, report.ok ? '' : report);
client.destroy();
