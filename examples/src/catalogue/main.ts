// Calls that the compiler checks: a wrong name, a wrong tag or a missing one is an error.
import { dogStats } from 'dogstats';
import { metrics } from './metrics.js';

dogStats.start({ prefix: 'shop' });

metrics.increment('orders.placed', 1, { plan: 'paid', coupon: 'spring' });
metrics.increment('orders.placed', 2, { plan: 'free' });
metrics.histogram('basket.size', 3, { plan: 'paid' });
metrics.gauge('stock.level', 41, { article: 'book' });

// The same for a part of the program.
const warehouse = metrics.on(dogStats.child({ tags: { site: 'north' } }));
warehouse.gauge('stock.level', 7, { article: 'pen' });

const { ok, accepted } = await dogStats.close();
console.log(ok, accepted);
