// One program, two ways out. With DD_API_KEY its metrics go straight to Datadog; with DD_AGENT_HOST or
// DD_DOGSTATSD_URL, and no key, they go to the Agent. Nothing in the code changes.
import { dogStats } from 'dogstats';

dogStats.start();

for (const [index, basket] of [[12, 5], [3], [7, 1, 1]].entries()) {
  dogStats.increment('shop.orders', 1, { shop: 'main' });
  dogStats.increment('shop.items', basket.length, { shop: 'main' });
  for (const price of basket) dogStats.histogram('shop.price', price, { shop: 'main' });
  dogStats.gauge('shop.queue', 10 - index);
  dogStats.set('shop.customers', `customer ${index % 2}`);
}

const report = await dogStats.flush({ timeoutMs: 10_000 });
console.log(report.ok ? `Sent ${report.accepted} calls.` : 'Not everything was sent.', report);
await dogStats.close();
