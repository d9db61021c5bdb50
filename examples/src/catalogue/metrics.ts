// The metrics of a shop: what they are called, which tags they have, what they mean. In a module of
// its own, so that commands can load it:
//
//   npx dogstats metadata push dist/catalogue/metrics.js --prefix shop
//   npx dogstats metadata markdown dist/catalogue/metrics.js
import { defineMetrics } from 'dogstats/catalogue';

export const metrics = defineMetrics({
  'orders.placed': {
    type: 'count',
    tags: { plan: ['free', 'paid'], 'coupon?': 'string' },
    unit: 'item',
    description: 'Orders that were paid for.',
  },
  'basket.size': {
    type: 'histogram',
    tags: ['plan'],
    unit: 'item',
    description: 'Items in a basket when it is paid for.',
  },
  'stock.level': { type: 'gauge', tags: ['article'], unit: 'item' },
});
