import { ManualClock, MemorySink } from '@dogstats/core/testing';
import { DogStats, dogStats as shared } from 'dogstats';
import { describe, expect, test } from 'vitest';
import { makeDogStats, missing } from './make-dog-stats.js';
import { ScriptedSink } from './scripted-sink.js';

const start = 1_780_000_000;

describe('before start()', () => {
  test('calls are kept as they were, and recorded by start()', async () => {
    const dogStats = new DogStats();
    const tags = ['a'];
    dogStats.increment('m', 2, tags);
    tags[0] = 'changed';
    const load = dogStats.timed('load', () => 7);
    load();
    expect(dogStats.stats()).toMatchObject({ recorded: 2, retained: 2 });

    const sink = new MemorySink();
    dogStats.start({ env: {}, sink, clock: new ManualClock() });
    load();
    await dogStats.flush();

    expect(sink.points).toMatchObject([
      { type: 'count', context: { tags: ['a'] }, state: { sum: 2 } },
      { type: 'histogram', context: { name: 'load' }, state: { count: 2 } },
    ]);
    expect(missing(dogStats.stats())).toBe(0);
    await dogStats.close();
  });

  test('the newest of too many calls are dropped', async () => {
    const dogStats = new DogStats();
    for (let call = 0; call < 10_500; call++) dogStats.increment('m');
    dogStats.start({ env: {}, sink: new MemorySink(), clock: new ManualClock() });

    expect(dogStats.stats()).toMatchObject({
      recorded: 10_500,
      retained: 10_000,
      dropped: { not_started: 500 },
    });
    await dogStats.close();
  });

  test('a call that can’t be read is a drop, and start() goes on', async () => {
    const dogStats = new DogStats();
    const hostile = {
      get timestamp(): never {
        throw new Error('no');
      },
    };
    dogStats.increment('m', 1, undefined, hostile);
    dogStats.increment('m');
    dogStats.start({ env: {}, sink: new MemorySink(), clock: new ManualClock() });

    expect(dogStats.stats()).toMatchObject({ retained: 1, dropped: { invalid_arguments: 1 } });
    await dogStats.close();
  });

  test('flush() says what is missing, close() does nothing', async () => {
    const dogStats = new DogStats();
    expect(await dogStats.flush()).toMatchObject({ ok: true, retained: 0 });
    dogStats.increment('m');

    expect(await dogStats.flush()).toMatchObject({
      ok: false,
      retained: 1,
      errors: [{ code: 'ERR_NOT_STARTED' }],
    });
    expect(await dogStats.close()).toMatchObject({ ok: true });
    expect(dogStats.stats().retained).toBe(1);
  });
});

describe('close()', () => {
  test('flushes, closes the sink and gives one report to all callers', async () => {
    const sink = new MemorySink();
    const { dogStats } = makeDogStats({ sink });
    dogStats.increment('m');

    const [first, second] = await Promise.all([dogStats.close(), dogStats.close()]);

    expect(first).toMatchObject({ ok: true, accepted: 1 });
    expect([second, await dogStats.close()]).toEqual([first, first]);
    expect(sink.closed).toBe(true);
  });

  test('drops what could not be delivered in time', async () => {
    const sink = new ScriptedSink();
    const { dogStats, clock } = makeDogStats({ sink });
    dogStats.increment('m');
    const closing = dogStats.close({ timeoutMs: 100 });
    await clock.advance(100);

    expect(await closing).toMatchObject({ ok: false, retained: 0, dropped: { shutdown: 1 } });
    expect(missing(dogStats.stats())).toBe(0);
  });

  test('later calls are dropped, never kept for a later start()', async () => {
    const { dogStats } = makeDogStats({ sink: new MemorySink() });
    await dogStats.close();
    dogStats.increment('m');
    const sink = new MemorySink();
    dogStats.start({ env: {}, sink, clock: new ManualClock() });
    await dogStats.flush();

    expect(sink.points).toEqual([]);
    expect(dogStats.stats()).toMatchObject({ recorded: 1, dropped: { closed: 1 } });
    await dogStats.close();
  });

  test('a start in the same bucket writes another second', async () => {
    const clock = new ManualClock(start + 3);
    const sink = new MemorySink();
    const { dogStats } = makeDogStats({ sink, clock });
    dogStats.increment('m', 1);
    await dogStats.close();
    const next = new MemorySink();
    dogStats.start({ env: {}, sink: next, clock, host: 'web-1' });
    dogStats.increment('m', 1);
    await dogStats.close();

    const starts = [...sink.points, ...next.points].map(({ bucketStart }) => bucketStart);
    expect(starts).toEqual([start + 3, start + 4]);
    expect(dogStats.stats()).toMatchObject({ recorded: 2, accepted: 2 });
  });

  test('as often as you like, no life overwrites what another has sent', async () => {
    const clock = new ManualClock(start + 0.25);
    const sink = new MemorySink();
    const dogStats = new DogStats();
    const ahead = { timestamp: start + 30 };
    let recorded = 0;
    for (let life = 0; life < 14; life++) {
      dogStats.start({ env: {}, sink, clock, rollUpIntervalSeconds: life % 2 === 0 ? 1 : 10 });
      dogStats.increment('m');
      if (life === 5) dogStats.increment('m', 1, undefined, ahead);
      recorded += life === 5 ? 2 : 1;
      await clock.advance(100);
      dogStats.increment('m');
      recorded++;
      await dogStats.close();
      sink.closed = false;
    }

    const held = sink.held('m').reduce((sum, point) => {
      return sum + (point.type === 'count' ? point.state.sum : 0);
    }, 0);
    expect(dogStats.stats()).toMatchObject({ recorded, accepted: recorded });
    expect(held).toBe(recorded);
  });

  test('a timestamp in a bucket that an earlier life has sent is late', async () => {
    const clock = new ManualClock(start + 5);
    const dogStats = new DogStats();
    for (const _life of [1, 2]) {
      dogStats.start({ env: {}, sink: new MemorySink(), clock });
      dogStats.increment('m', 1, undefined, { timestamp: start - 20 });
      await dogStats.close();
    }

    expect(dogStats.stats()).toMatchObject({ accepted: 1, dropped: { late: 1 } });
  });

  test('is over in time, though a sink never closes', async () => {
    const sink = new ScriptedSink();
    sink.close = () => new Promise(() => {});
    const { dogStats, clock } = makeDogStats({ sink });
    dogStats.increment('m');
    const closing = dogStats.close({ timeoutMs: 100 });
    await clock.advance(100);
    await clock.advance(1000);

    expect(await closing).toMatchObject({ ok: false, dropped: { shutdown: 1 } });
  });

  test('leaves no timer', async () => {
    const { dogStats, clock } = makeDogStats({ sink: new MemorySink() });
    expect(clock.pendingTimers).toBe(2);

    await dogStats.close();

    expect(clock.pendingTimers).toBe(0);
  });

  test('leaves one listener for all instances, and takes it away', async () => {
    const before = process.listenerCount('beforeExit');
    const instances = Array.from({ length: 20 }, () => makeDogStats({ sink: new MemorySink() }));
    expect(process.listenerCount('beforeExit')).toBe(before + 1);

    await Promise.all(instances.map(({ dogStats }) => dogStats.close()));

    expect(process.listenerCount('beforeExit')).toBe(before);
  });
});

describe('disabled', () => {
  test('every call does nothing', async () => {
    const sink = new MemorySink();
    const { dogStats, clock } = makeDogStats({ sink, disabled: true });
    dogStats.increment('m');
    dogStats.counter('m').increment();
    expect([dogStats.timed('t', () => 1)(), dogStats.time('t', () => 2)]).toEqual([1, 2]);
    dogStats.timer('t').stop();

    expect(await dogStats.flush()).toMatchObject({ ok: true, accepted: 0 });
    expect(dogStats.stats().recorded).toBe(0);
    expect([sink.writes, clock.pendingTimers]).toEqual([0, 0]);
  });
});

test('the shared instance is the one on the global symbol', () => {
  expect((globalThis as Record<symbol, unknown>)[Symbol.for('dogstats.v1')]).toBe(shared);
});
