import { MemorySink } from '@dogstats/core/testing';
import { describe, expect, test, vi } from 'vitest';
import { makeDogStats } from './make-dog-stats.js';
import { ScriptedSink } from './scripted-sink.js';

const start = 1_780_000_000;

/** Lets everything happen that needs no time. */
const _settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the timer', () => {
  test('sends each bucket once, after its end, at a phase of its own', async () => {
    const sink = new MemorySink();
    const { dogStats, clock } = makeDogStats({ sink, random: () => 0.3 });
    dogStats.increment('m');
    await clock.advance(12_999);
    expect(sink.writes).toBe(0);

    await clock.advance(1);
    expect(sink.points).toMatchObject([{ bucketStart: start + 1, state: { sum: 1 } }]);

    dogStats.increment('m');
    await clock.advance(30_000);
    expect(sink.points.map(({ bucketStart }) => bucketStart)).toEqual([start + 1, start + 10]);
  });

  test('is off with autoFlush: false', async () => {
    const sink = new MemorySink();
    const { dogStats, clock } = makeDogStats({ sink, autoFlush: false });
    dogStats.increment('m');
    await clock.advance(60_000);

    expect(sink.writes).toBe(0);
  });

  test('knows the time each second, also without calls', async () => {
    const sink = new MemorySink();
    const { dogStats, clock } = makeDogStats({ sink, autoFlush: false });
    await clock.advance(35_000);
    dogStats.increment('m');
    await dogStats.flush();

    expect(sink.points).toMatchObject([{ bucketStart: start + 30 }]);
  });

  test('sends a full distribution early', async () => {
    const sink = new MemorySink();
    const { dogStats, clock } = makeDogStats({ sink, autoFlush: false });
    for (let call = 0; call < 10_001; call++) dogStats.distribution('d', call);
    await clock.advance(0);

    expect(sink.points).toMatchObject([{ samples: 10_000 }]);
    expect(dogStats.stats()).toMatchObject({ accepted: 10_000, retained: 1 });
  });

  test('gives up a batch that a sink never settles', async () => {
    const sink = new ScriptedSink();
    const { dogStats, clock } = makeDogStats({ sink });
    dogStats.increment('m');
    await clock.advance(66 * 60_000 + 20_000);

    expect(dogStats.stats()).toMatchObject({ retained: 0, dropped: { sink_failed: 1 } });
  });

  test('goes on after a batch that a sink never read', async () => {
    const sink = new MemorySink();
    const write = vi.spyOn(sink, 'write').mockReturnValueOnce(new Promise(() => {}));
    const { dogStats, clock } = makeDogStats({ sink });
    dogStats.increment('m');
    await clock.advance(66 * 60_000 + 20_000);
    dogStats.increment('n');
    await clock.advance(20_000);

    expect(write.mock.calls.length).toBeGreaterThan(1);
    expect(sink.held('n')).toMatchObject([{ state: { sum: 1 } }]);
  });
});
