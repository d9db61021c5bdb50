import { ManualClock, MemorySink } from '@dogstats/core/testing';
import { DogStats } from 'dogstats';
import { expect, test } from 'vitest';
import { makeDogStats, missing } from './make-dog-stats.js';

test('a handle of each type records to its name and tags', async () => {
  const sink = new MemorySink();
  const { dogStats } = makeDogStats({ sink });
  const tags = { page: 'home' };
  const hits = dogStats.counter('hits', tags);
  for (let call = 0; call < 100; call++) hits.increment();
  hits.increment(5);
  hits.decrement(2);
  for (const value of [1, 2]) {
    dogStats.boundGauge('depth', tags).set(value);
    dogStats.boundRate('speed', tags).set(value);
    dogStats.boundHistogram('time', tags).record(value);
    dogStats.boundDistribution('spread', tags).record(value);
    dogStats.boundSet('users', tags).add(value);
  }

  expect(await dogStats.flush()).toMatchObject({ ok: true, accepted: 112 });
  expect(sink.points.map(({ type, context, state }) => [type, context.name, state])).toEqual([
    ['count', 'hits', { sum: 103 }],
    ['gauge', 'depth', { value: 2 }],
    ['rate', 'speed', { value: 2 }],
    ['histogram', 'time', expect.objectContaining({ count: 2, sum: 3 })],
    ['set', 'users', { members: ['1', '2'] }],
    ['distribution', 'spread', { values: [1, 2] }],
  ]);
  expect(sink.points.every(({ context }) => context.tags.join() === 'page:home')).toBe(true);
});

test('a handle and the plain call meet in one context', async () => {
  const sink = new MemorySink();
  const { dogStats } = makeDogStats({ sink });
  dogStats.counter('hits', ['a', 'b']).increment();
  dogStats.increment('hits', 1, ['b', 'a']);
  await dogStats.flush();

  expect(sink.points).toMatchObject([{ state: { sum: 2 } }]);
});

test('a handle goes on over buckets, idle times, close() and another start()', async () => {
  const clock = new ManualClock();
  const dogStats = new DogStats();
  const hits = dogStats.counter('hits');
  const spread = dogStats.boundDistribution('spread');
  hits.increment();
  let recorded = 1;
  const sinks = [new MemorySink(), new MemorySink()];
  for (const sink of sinks) {
    dogStats.start({ env: {}, sink, clock, autoFlush: false });
    for (const seconds of [0, 3, 15, 400, 20]) {
      await clock.advance(seconds * 1000);
      hits.increment();
      spread.record(1);
      recorded += 2;
      if (seconds > 10) await dogStats.flush();
    }
    await dogStats.close();
    hits.increment();
    recorded++;
  }

  const sum = sinks
    .flatMap((sink) => sink.held('hits'))
    .reduce((total, point) => {
      return total + (point.type === 'count' ? point.state.sum : 0);
    }, 0);
  expect(sum).toBe(11);
  expect(dogStats.stats()).toMatchObject({ recorded, accepted: 21, dropped: { closed: 2 } });
  expect(missing(dogStats.stats())).toBe(0);
});

test('a handle refuses what the plain call refuses', () => {
  const { dogStats } = makeDogStats({ sink: new MemorySink() });
  const hits = dogStats.counter('hits');
  hits.increment();
  hits.increment(Number.NaN);
  hits.increment('5' as never);
  dogStats.boundGauge('9').set(1);

  expect(dogStats.stats()).toMatchObject({
    recorded: 4,
    retained: 1,
    dropped: { invalid_value: 2, invalid_name: 1 },
  });
});

test('a full distribution behind a handle is cut early', async () => {
  const sink = new MemorySink();
  const { dogStats, clock } = makeDogStats({ sink, autoFlush: false });
  const spread = dogStats.boundDistribution('spread');
  for (let call = 0; call < 25_000; call++) spread.record(call);
  await clock.advance(0);

  expect(sink.points.map(({ samples }) => samples)).toEqual([10_000, 10_000]);
  expect(dogStats.stats()).toMatchObject({ recorded: 25_000, retained: 5000 });
});
