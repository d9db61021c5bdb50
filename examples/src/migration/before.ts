// Before: a shop that counts with hot-shots, by way of an Agent (DD_AGENT_HOST, DD_DOGSTATSD_PORT).
import StatsD, { type TimerContext } from 'hot-shots';

const client = new StatsD({ prefix: 'shop', globalTags: { team: 'orders' } });

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
client.close();
