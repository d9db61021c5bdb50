import { setTimeout as sleep } from 'node:timers/promises';
import { ManualClock, MemorySink } from '@dogstats/core/testing';
import { DogStats, type Sink } from 'dogstats';
import { describe, expect, test } from 'vitest';
import { makeDogStats, missing } from './make-dog-stats.js';

/** `name tags` → sum or value. */
async function sent(dogStats: DogStats, sink: MemorySink): Promise<Record<string, unknown>> {
  await dogStats.flush();
  return Object.fromEntries(
    sink.points.map(({ context, state }) => [
      [context.name, ...context.tags].join(' '),
      'sum' in state ? state.sum : 'value' in state ? state.value : undefined,
    ]),
  );
}

function setUp() {
  const sink = new MemorySink();
  return { sink, ...makeDogStats({ sink, tags: ['env:test'], prefix: 'shop' }) };
}

describe('child()', () => {
  test('puts prefix, tags and host on everything, timing and handles included, and nests', async () => {
    const { dogStats, sink } = setUp();
    const database = dogStats.child({ prefix: 'db', tags: { kind: 'sql' }, host: 'db-1' });
    const users = database.child({ tags: ['table:users'] });
    database.increment('queries', 2);
    users.count('queries', 3);
    users.counter('rows', ['op:read']).increment(4);
    users.boundGauge('size').set(5);
    users.time('time', () => 1);
    users.timed('time', () => 1)();
    users.timer('time').stop();

    expect(await sent(dogStats, sink)).toEqual({
      'shop.db.queries env:test kind:sql': 2,
      'shop.db.queries env:test kind:sql table:users': 3,
      'shop.db.rows env:test kind:sql op:read table:users': 4,
      'shop.db.size env:test kind:sql table:users': 5,
      'shop.db.time env:test kind:sql table:users': expect.any(Number),
    });
    expect(sink.points.map(({ context }) => context.host)).toEqual(Array(5).fill('db-1'));
    expect(dogStats.stats()).toMatchObject({ recorded: 7, accepted: 7 });
  });

  test('made before start() keeps its calls and goes on after it, and after another start()', async () => {
    const dogStats = new DogStats();
    const tags = ['a'];
    const child = dogStats.child({ prefix: 'c', tags }).child({ tags: ['b'] });
    const hits = child.counter('hits');
    tags[0] = 'changed';
    child.increment('hits');
    hits.increment();
    for (const sink of [new MemorySink(), new MemorySink()]) {
      dogStats.start({ env: {}, sink, clock: new ManualClock() });
      child.increment('hits');
      hits.increment();
      const held = await sent(dogStats, sink);
      expect(Object.keys(held)).toEqual(['c.hits a b']);
      await dogStats.close();
    }
    child.increment('hits');

    expect(dogStats.stats()).toMatchObject({ recorded: 7, accepted: 6, dropped: { closed: 1 } });
    expect(missing(dogStats.stats())).toBe(0);
  });

  test('of an instance with several sinks goes to all of them', async () => {
    const sinks = [new MemorySink(), new MemorySink('add')];
    const { dogStats } = makeDogStats({ sink: sinks as Sink[] });
    dogStats.child({ prefix: 'c' }).counter('hits').increment(2);
    dogStats.child({ prefix: 'c' }).increment('hits', 3);

    for (const sink of sinks) expect(await sent(dogStats, sink)).toEqual({ 'c.hits': 5 });
  });

  test.each([undefined, null, 7, 'a:1', { tags: 'a:1' }])('of %j never throws', (options) => {
    const { dogStats } = setUp();

    expect(() => dogStats.child(options as never).increment('m')).not.toThrow();
  });
});

describe('withTags()', () => {
  test('puts its tags on what is recorded in it, over every wait, and on nothing else', async () => {
    const { dogStats, sink } = setUp();
    const serve = (tenant: string, ms: number): Promise<string> =>
      dogStats.withTags({ tenant }, async () => {
        dogStats.increment('requests');
        await sleep(ms);
        await Promise.all([1, 2].map(async () => dogStats.increment('queries')));
        return tenant;
      });
    expect(await Promise.all([serve('a', 5), serve('b', 1), serve('a', 2)])).toEqual([
      'a',
      'b',
      'a',
    ]);
    dogStats.increment('requests');

    expect(await sent(dogStats, sink)).toEqual({
      'shop.requests env:test tenant:a': 2,
      'shop.requests env:test tenant:b': 1,
      'shop.queries env:test tenant:a': 4,
      'shop.queries env:test tenant:b': 2,
      'shop.requests env:test': 1,
    });
  });

  test('within another wins over it; a child wins over both, and a call over that', async () => {
    const { dogStats, sink } = setUp();
    const child = dogStats.child({ tags: ['who:child'] });
    dogStats.withTags(['who:outer', 'outer'], () =>
      dogStats.withTags(['who:inner'], () => {
        dogStats.increment('m');
        child.increment('m');
        child.increment('m', 1, ['who:call']);
      }),
    );

    expect(Object.keys(await sent(dogStats, sink))).toEqual([
      'shop.m env:test outer who:inner',
      'shop.m env:test outer who:child',
      'shop.m env:test outer who:call',
    ]);
  });

  test('takes more tags by addTags(), which do nothing outside', async () => {
    const { dogStats, sink, messages } = setUp();
    await dogStats.withTags({ route: '/users' }, async () => {
      dogStats.increment('m');
      await sleep(1);
      dogStats.addTags({ user: 'free' });
      dogStats.timed('t', () => 1)();
      dogStats.increment('m');
    });
    dogStats.addTags(['lost']);
    dogStats.increment('m');

    expect(Object.keys(await sent(dogStats, sink))).toEqual([
      'shop.m env:test route:/users',
      'shop.m env:test route:/users user:free',
      'shop.m env:test',
      'shop.t env:test route:/users user:free',
    ]);
    expect(messages).toEqual([expect.stringContaining('DS213')]);
  });

  test('before start() is on the calls that are kept', async () => {
    const dogStats = new DogStats();
    const sink = new MemorySink();
    const child = dogStats.child({ prefix: 'c' });
    dogStats.withTags(['early'], () => child.increment('m'));
    dogStats.start({ env: {}, sink, clock: new ManualClock() });
    dogStats.withTags(['early'], () => child.increment('m'));

    expect(await sent(dogStats, sink)).toEqual({ 'c.m early': 2 });
    await dogStats.close();
  });

  test('does not touch handles, gives what its function gives, and throws what it throws', async () => {
    const { dogStats, sink } = setUp();
    const hits = dogStats.counter('hits');
    expect(dogStats.withTags(['a'], () => hits.increment())).toBeUndefined();
    expect(dogStats.withTags(null as never, () => 7)).toBe(7);
    expect(() => dogStats.withTags({ a: 1 }, () => JSON.parse('no'))).toThrow(SyntaxError);

    expect(await sent(dogStats, sink)).toEqual({ 'shop.hits env:test': 1 });
  });

  test('of many different tags keeps a bounded number of them', async () => {
    const { dogStats } = makeDogStats({ sink: new MemorySink(), maxContexts: 10 });
    for (let request = 0; request < 5000; request++)
      dogStats.withTags({ request }, () => dogStats.increment('m'));

    expect(dogStats.stats()).toMatchObject({ recorded: 5000, retained: 5000, contexts: 11 });
  });
});
