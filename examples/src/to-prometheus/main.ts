// Metrics of a program in a Prometheus of one's own: by way of the intake, which a file keeps across
// restarts. STORE_URL is where the store is.
import { createIntake } from '@dogstats/intake';
import { DogStats } from 'dogstats';

const store = process.env['STORE_URL'] ?? 'http://127.0.0.1:9090';
const intake = await createIntake({
  port: 0,
  remoteWrite: { url: `${store}/api/v1/write` },
  ...(process.env['POINTS_FILE'] && { persist: process.env['POINTS_FILE'] }),
});

const dogStats = new DogStats();
dogStats.start({ url: intake.url, apiKey: 'local', host: 'web-1', env: {} });
for (let order = 1; order <= 100; order++) {
  dogStats.increment('shop.orders', 1, { country: order % 4 === 0 ? 'fr' : 'de' });
  dogStats.distribution('shop.order.value', order);
}
await dogStats.close();

// Half a minute later it would have gone by itself.
await intake.remoteWrite?.flush();
const { sent, dropped } = intake.remoteWrite?.stats() ?? {};
console.log(`${sent} samples sent, ${dropped?.length} reasons for drops`);

const query = 'sum by (ddtag_country) (sum_over_time(shop_orders[5m]))';
// A process that begins with a bucket writes to that bucket's next second, which may be still to come.
const time = `${Date.now() / 1_000 + 1}`;
const answer = await fetch(`${store}/api/v1/query?${new URLSearchParams({ query, time })}`);
const { data } = (await answer.json()) as {
  data: { result: { metric: { ddtag_country: string }; value: [number, string] }[] };
};
for (const { metric, value } of data.result) console.log(`${metric.ddtag_country}: ${value[1]}`);
await intake.close();
