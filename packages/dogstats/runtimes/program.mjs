// What every runtime should be able to do; prints its results as one line of JSON for each step.
import { dogStats } from 'dogstats';

const step = (name, result) => console.log(JSON.stringify({ step: name, ...result }));
const figures = ({ ok, accepted, retained, dropped }) => ({ ok, accepted, retained, dropped });

// Record and flush, through the HTTP client that comes with it.
dogStats.increment('smoke.early'); // kept until start()
dogStats.start({ prefix: 'app', host: 'smoke', retry: { baseDelayMs: 1 }, handleSignals: true });
dogStats.increment('page.views', 2, { page: 'home' });
dogStats.gauge('queue.depth', 12);
dogStats.histogram('bytes', 100);
dogStats.distribution('latency', 0.25);
dogStats.set('visitors', 'a');
const half = dogStats.timed('half.time', (n) => n / 2);
step('call', { result: half(42) });
step('async', { result: await dogStats.timed('later.time', async () => 'done')() });
await dogStats.withTags({ tenant: 'acme' }, async () => {
  await new Promise((resolve) => setTimeout(resolve, 1));
  dogStats.increment('scoped'); // found over the await
});
step('flush', figures(await dogStats.flush({ timeoutMs: 20_000 })));

// A bucket that grew is sent again with its whole value.
dogStats.increment('page.views', 3, { page: 'home' });
step('second flush', figures(await dogStats.flush({ timeoutMs: 20_000 })));

// The intake answers 503 to this one, then takes it.
dogStats.increment('retried', 5);
step('retry', figures(await dogStats.flush({ timeoutMs: 20_000 })));

const handler = dogStats.wrapHandler(async (event) => {
  dogStats.increment('handled', event.items);
  return { statusCode: 200 };
});
const context = { getRemainingTimeInMillis: () => 20_000 };
step('wrapHandler', { result: await handler({ items: 4 }, context) });

const report = await dogStats.close({ timeoutMs: 20_000 });
dogStats.increment('too.late');
const { recorded, accepted, retained, dropped } = dogStats.stats();
step('close', { ...figures(report), recorded, accepted, retained, dropped });
