// The last hour of a metric as CSV, by group, then how much that was. `npx @dogstats/query
// 'sum:shop.orders{*} by {payment}.as_count()' --from -1h` does the same.
import { createWriteStream } from 'node:fs';
import { query, toRows, writeCsv } from '@dogstats/query';

const now = Math.floor(Date.now() / 1000);
const orders = {
  query: 'sum:shop.orders{*} by {payment}.as_count()',
  from: now - 3600,
  to: now,
};

// DD_API_KEY, DD_APP_KEY and DD_SITE say who asks and where; DD_URL names a local intake.
const file = createWriteStream(process.argv[2] ?? 'orders.csv');
await writeCsv(query(orders), file);
await new Promise((resolve) => file.end(resolve));

const totals = new Map<string, number>();
for (const { groupTags, value } of toRows(await query(orders).collect())) {
  const payment = groupTags.join();
  totals.set(payment, (totals.get(payment) ?? 0) + value);
}
for (const [payment, total] of totals) console.log(`${payment}: ${total} orders`);
