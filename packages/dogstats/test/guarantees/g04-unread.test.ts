import { expect, test } from 'vitest';
import { makeDogStats } from '../make-dog-stats.js';

test('G4 a report at its deadline has what the sink had no time to read', async () => {
  const { dogStats, clock } = makeDogStats({
    apiKey: 'key',
    autoFlush: false,
    fetch: () => new Promise(() => {}),
  });
  dogStats.increment('hits');
  dogStats.increment('hits', 1, { page: 'home' });
  dogStats.distribution('spread', 1);

  // The sink is still being loaded when the time is over.
  const flushing = dogStats.flush({ timeoutMs: 500 });
  await clock.advance(500);

  expect(await flushing).toMatchObject({ ok: false, accepted: 0, retained: 3, dropped: {} });
});
