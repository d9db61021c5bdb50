// After the second step: the Agent is gone. DD_API_KEY says where metrics go.
import { dogStats } from 'dogstats';
import StatsD, { type TimerContext } from 'dogstats/compat/hot-shots';

dogStats.start();
const client = new StatsD({ dogStats, prefix: 'shop', globalTags: { team: 'orders' } });

const price = client.asyncTimer(async (basket: number[], context: TimerContext) => {
  context.addTags({ size: basket.length > 2 ? 'large' : 'small' });
  return basket.reduce((sum, item) => sum + item, 0);
}, 'price.time');

for (const basket of [[12, 5], [3], [7, 1, 1]]) {
  client.increment('orders', 1, { payment: 'card' });
  client.histogram('order.total', await price(basket));
  client.gauge('queue', basket.length);
  client.set('customers', `customer ${basket.length % 2}`);
}
client.event('Sold out', 'No more hats', { alert_type: 'warning' });

const report = await dogStats.close();
console.log(report.ok ? `Sent ${report.accepted} calls.` : 'Not everything was sent.', report);
