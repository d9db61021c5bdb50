import { DogStats } from 'dogstats';
import { MovableClock } from '../../harness/movable-clock.mjs';

export const title = 'dogstats';

/** Everything as it is by default, except for the time: what is flushed is a bucket that has ended. */
export function open({ url, maxContexts }) {
  const clock = new MovableClock();
  const client = new DogStats();
  client.start({ url, clock, maxContexts, autoFlush: false, env: {} });
  return {
    add: (value, tags) => client.increment('http.requests', value, tags),
    async flush() {
      clock.advance(10);
      const { ok, errors } = await client.flush({ timeoutMs: 60_000 });
      if (!ok) throw new AggregateError(errors, 'dogstats did not deliver everything');
    },
  };
}
