// A function of AWS Lambda. DD_API_KEY and DD_SITE come from its configuration; without a timer, all
// that it records is sent before it answers.
import { dogStats } from 'dogstats';

dogStats.start({ prefix: 'orders' });

interface OrderEvent {
  readonly items: readonly { readonly price: number }[];
}

async function placeOrder(event: OrderEvent): Promise<{ statusCode: number; body: string }> {
  const total = event.items.reduce((sum, { price }) => sum + price, 0);
  // Sandboxes run side by side under one name: counts and histograms leave as distributions, which
  // Datadog adds up.
  dogStats.increment('placed');
  dogStats.histogram('value', total);
  if (total === 0) throw new RangeError('an order needs items');
  return { statusCode: 201, body: JSON.stringify({ total }) };
}

export const handler: typeof placeOrder = dogStats.wrapHandler(placeOrder);
