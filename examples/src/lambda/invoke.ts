// Calls the function as Lambda does: a fresh event each, and a context that knows how much time is left.
import { handler } from './main.js';

const call = handler as (event: unknown, context: unknown) => ReturnType<typeof handler>;
const context = { getRemainingTimeInMillis: () => 3_000 };

for (const prices of [[20, 22], [], [5]]) {
  const event = { items: prices.map((price) => ({ price })) };
  console.log(await call(event, context).catch((error: Error) => error.message));
}
