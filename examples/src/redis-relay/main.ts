// Three processes count together by way of Redis. This one starts them, and delivers what they write
// there as one total. Several relays may run side by side: when one fails, another takes over.
// `npx @dogstats/redis relay` is one, too.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { RedisRelay } from '@dogstats/redis/relay';
import { createClient } from 'redis';

const client = createClient({ url: process.env['REDIS_URL'] ?? 'redis://localhost:6379' });
const relay = new RedisRelay({
  client,
  delivery: { apiKey: process.env['DD_API_KEY'] ?? '', url: process.env['DD_URL'] },
  globalTags: { env: 'example' },
  // Those who only look at an example don't want to wait; by default both are 10.
  settleSeconds: 0,
  intervalSeconds: 1,
  onDrain: ({ accepted }) => {
    if (accepted > 0) console.log(`Delivered ${accepted} records.`);
  },
  onError: (error) => console.error(error.message),
});
relay.start();

const writers = Array.from({ length: 3 }, () => fork(new URL('writer.js', import.meta.url)));
await Promise.all(writers.map((writer) => once(writer, 'exit')));

// It is delivered once the ten seconds in which it was counted are over.
while ((await relay.account()).pending > 0) await sleep(100);
console.log('In all:', await relay.account());
await relay.close();
client.destroy();
