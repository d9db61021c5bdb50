import { DogStats } from 'dogstats';
import { MovableClock } from '../../harness/movable-clock.mjs';

export const title = 'dogstats';
export const door = 'call';

/**
 * As in a service: buckets roll, and contexts are encoded and sent at each roll, to a `fetch` that
 * accepts everything. Two buckets are live at a time.
 */
export async function open() {
  const clock = new MovableClock();
  const client = new DogStats();
  client.start({
    url: 'http://127.0.0.1:9',
    fetch: async () => new Response(null, { status: 202 }),
    clock,
    maxContexts: 200_000,
    autoFlush: false,
    env: {},
  });
  // Loads what sends.
  client.increment('benchmark.begins');
  await client.flush();
  return {
    client,
    async roll() {
      clock.advance(10);
      const { ok, errors } = await client.flush({
        timestamp: clock.now() / 1000,
        timeoutMs: 60_000,
      });
      if (!ok) throw new AggregateError(errors, 'the flush failed');
    },
  };
}
