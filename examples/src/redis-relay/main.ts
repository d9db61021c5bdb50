// Delivers what all writers have put into Redis, until it is told to end. Several of these may run
// side by side: when one fails, another takes over. `npx @dogstats/redis relay` does the same.
import { RedisRelay } from '@dogstats/redis/relay';
import { createClient } from 'redis';

const client = createClient({ url: process.env['REDIS_URL'] ?? 'redis://localhost:6379' });
const relay = new RedisRelay({
  client,
  delivery: { apiKey: process.env['DD_API_KEY'] ?? '', url: process.env['DD_URL'] },
  globalTags: { env: 'example' },
  // Those who only look at an example don't want to wait; by default it is 10.
  settleSeconds: 0,
  onDrain: ({ accepted }) => {
    if (accepted > 0) console.log(`Delivered ${accepted} records.`);
  },
  onError: (error) => console.error(error.message),
});
relay.start();

process.once('SIGTERM', () => void stop());

async function stop(): Promise<void> {
  console.log('In all:', await relay.account());
  await relay.close();
  client.destroy();
}
