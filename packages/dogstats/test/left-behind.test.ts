import type { Sink, SinkStats } from '@dogstats/core';
import { expect, test } from 'vitest';
import { makeDogStats, missing } from './make-dog-stats.js';

/** A sink that leaves all it gets to another process, and delivers what others left to it. */
class LeavingSink implements Sink {
  readonly mode = 'replace';
  kept = 0;

  async write({ points }: Parameters<Sink['write']>[0]): ReturnType<Sink['write']> {
    let retained = 0;
    for (const { samples } of points) retained += samples;
    return { accepted: 0, retained, dropped: {}, possiblyDuplicated: 0, errors: [] };
  }

  stats(): SinkStats {
    const adopted = { accepted: 7, retained: 2, dropped: { too_old: 1 } };
    return { accepted: 0, retained: 0, dropped: {}, adopted };
  }

  async close(): Promise<void> {}
}

test('what is left to another process is retained, not lost, also after close()', async () => {
  const { dogStats } = makeDogStats({ sink: new LeavingSink() });
  dogStats.increment('m');
  dogStats.increment('m');

  expect(await dogStats.flush()).toMatchObject({ ok: false, retained: 2, dropped: {} });
  expect(dogStats.stats()).toMatchObject({ recorded: 2, retained: 2, dropped: {} });
  dogStats.increment('m');
  expect(await dogStats.close()).toMatchObject({ ok: false, retained: 1, dropped: {} });
  expect(dogStats.stats()).toMatchObject({ recorded: 3, retained: 3, dropped: {} });
  expect(missing(dogStats.stats())).toBe(0);
});

test('what others left is in an account of its own', async () => {
  const { dogStats } = makeDogStats({ sink: new LeavingSink() });
  dogStats.increment('m');
  const adopted = { accepted: 7, retained: 2, dropped: { too_old: 1 } };

  expect(dogStats.stats()).toMatchObject({ recorded: 1, accepted: 0, retained: 1, adopted });
  await dogStats.close();
  expect(dogStats.stats()).toMatchObject({ recorded: 1, accepted: 0, retained: 1, adopted });
});

test('without any, stats() does not speak of them', () => {
  const { dogStats } = makeDogStats({ url: 'http://127.0.0.1:9' });

  expect(dogStats.stats()).not.toHaveProperty('adopted');
});
