import { ManualClock, MemorySink } from '@dogstats/core/testing';
import { expect, test } from 'vitest';
import { makeDogStats, missing } from '../make-dog-stats.js';

/** Sum over the last values held, of everything. */
function held(sink: MemorySink, metric: string): number {
  return sink.held(metric).reduce((sum, { state }) => sum + (state as { sum: number }).sum, 0);
}

test.each([3600, -3600, 60, -60, 5, -5])(
  'G19 a clock that steps by %d s loses nothing, doubles nothing and stops nothing',
  async (seconds) => {
    const clock = new ManualClock();
    const sink = new MemorySink();
    const { dogStats } = makeDogStats({ sink, clock });
    let recorded = 0;
    for (let second = 0; second < 120; second++) {
      if (second === 40) clock.step(seconds * 1000);
      dogStats.increment('m');
      recorded++;
      await clock.advance(1000);
    }
    const writes = sink.writes;
    // Timers went on by the monotonic clock: each interval had its flush.
    expect(writes).toBeGreaterThanOrEqual(9);
    expect(writes).toBeLessThanOrEqual(16);

    expect(await dogStats.flush()).toMatchObject({ ok: true });
    expect(dogStats.stats()).toMatchObject({
      recorded,
      accepted: recorded,
      retained: 0,
      dropped: {},
    });
    expect(missing(dogStats.stats())).toBe(0);
    expect(held(sink, 'm')).toBe(recorded);
    for (const { bucketStart } of sink.points) expect(bucketStart).toBeGreaterThan(0);
  },
);

test('G19 a flush that waits is not stuck by a step of the clock', async () => {
  const clock = new ManualClock();
  const { dogStats } = makeDogStats({
    clock,
    sink: { mode: 'replace', write: () => new Promise(() => {}), close: async () => {} },
  });
  dogStats.increment('m');
  const flushing = dogStats.flush({ timeoutMs: 1000 });
  clock.step(-3_600_000);
  await clock.advance(1000);

  expect(await flushing).toMatchObject({ ok: false, retained: 1 });
});
