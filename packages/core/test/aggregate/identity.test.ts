import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Tags } from '@dogstats/core';
import { describe, expect, test } from 'vitest';
import { makeAggregator, read } from '../make-aggregator.js';

function contextsOf(spellings: (Tags | undefined)[]): number {
  const { aggregator } = makeAggregator();
  for (const tags of spellings) aggregator.increment('m', 1, tags);
  return read(aggregator.cutAll()).points.length;
}

describe('a context', () => {
  test('is one for all orders, repetitions, spellings and forms of its tags', () => {
    const spellings = [
      ['a:1', 'b'],
      ['b', 'a:1'],
      ['a:1', 'a:1', 'b'],
      ['A:1', 'b!'],
    ];

    expect(contextsOf([...spellings, ['b', 'b', 'a:1']])).toBe(1);
    expect(contextsOf([{ a: 1, b: 'x' }, { b: 'x', a: '1' }, ['a:1', 'b:x']])).toBe(1);
  });

  test('without tags is the same for undefined, an empty list and an empty record', () => {
    expect(contextsOf([undefined, [], {}, { gone: undefined, too: null }])).toBe(1);
  });

  test('differs where the tags do', () => {
    expect(contextsOf([['a.b'], ['a', 'b']])).toBe(2);
    expect(contextsOf([['a', '1'], { a: 1 }])).toBe(2);
    expect(contextsOf([undefined, ['a'], ['a', 'b']])).toBe(3);
  });

  test('differs by type and by host', () => {
    const { aggregator } = makeAggregator();
    aggregator.increment('m');
    aggregator.gauge('m', 1);
    aggregator.gauge('m', 1, undefined, { host: 'other' });
    aggregator.gauge('m', 1, undefined, { host: '' });
    aggregator.gauge('m', 1, undefined, { host: 'web-1' });

    const hosts = read(aggregator.cutAll()).points.map(
      ({ type, context }) => `${type} ${context.host}`,
    );

    expect(hosts).toEqual(['count web-1', 'gauge web-1', 'gauge other', 'gauge ']);
  });

  test('differs by a host that looks like tags', () => {
    const { aggregator } = makeAggregator();
    aggregator.gauge('m', 1, ['a'], { host: 'x\ny' });
    aggregator.gauge('m', 1, ['a', 'x'], { host: 'y' });

    expect(read(aggregator.cutAll()).points).toHaveLength(2);
  });

  test('has global tags, except those whose key the call uses', () => {
    const { aggregator } = makeAggregator({ tags: ['env:prod', 'service:shop'], prefix: 'app' });
    aggregator.increment('m', 1, { env: 'test' });

    const [point] = read(aggregator.cutAll()).points;

    expect(point?.context).toMatchObject({ name: 'app.m', tags: ['env:test', 'service:shop'] });
  });

  test.each([
    ['app', 'app.m'],
    ['app.', 'app.m'],
    ['app_', 'app_m'],
    ['', 'm'],
  ])('with the prefix %j is called %j', (prefix, name) => {
    const { aggregator } = makeAggregator({ prefix });
    aggregator.increment('m');

    expect(read(aggregator.cutAll()).points[0]?.context.name).toBe(name);
  });

  test('of a histogram leaves room for its longest suffix', () => {
    const { aggregator } = makeAggregator();
    aggregator.histogram('x'.repeat(300), 1);
    aggregator.histogram(`${'x'.repeat(250)}y`, 1);

    const { points } = read(aggregator.cutAll());

    expect(points.map(({ context }) => context.name.length)).toEqual([
      200 - '.95percentile'.length,
    ]);
  });

  test('is told when another type writes to the same name', () => {
    const { aggregator, problems } = makeAggregator();
    aggregator.gauge('x.max', 1);
    aggregator.histogram('x', 1);
    aggregator.histogram('x', 1, ['more']);

    expect(problems).toEqual(['type_clash x']);
  });

  test('of more than a hundred tags keeps the first hundred', () => {
    const { aggregator, problems } = makeAggregator();
    aggregator.increment(
      'm',
      1,
      Array.from({ length: 10_000 }, (_, index) => `t:${index}`),
    );

    expect(read(aggregator.cutAll()).points[0]?.context.tags).toHaveLength(100);
    expect(problems).toEqual(['too_many_tags m']);
  });
});

describe('bounds', () => {
  test('contexts beyond the limit fold into one overflow series, with exact totals', () => {
    const { aggregator, problems } = makeAggregator({ maxContexts: 10, tags: ['env:prod'] });
    for (let user = 0; user < 1000; user++) aggregator.increment('hits', 2, { user });

    const { points } = read(aggregator.cutAll());
    const sums = points.map((point) => (point.type === 'count' ? point.state.sum : 0));
    const overflow = points.find(({ context }) => context.tags.includes('dogstats.overflow:true'));

    expect(points).toHaveLength(11);
    expect(sums.reduce((a, b) => a + b)).toBe(2000);
    expect(overflow?.context.tags).toEqual(['dogstats.overflow:true', 'env:prod']);
    expect(problems).toEqual(['overflow hits']);
    expect(aggregator.stats().contexts).toBe(11);
  });

  test('past a thousand overflow series calls are dropped', () => {
    const { aggregator } = makeAggregator({ maxContexts: 1 });
    for (let index = 0; index < 1500; index++) aggregator.increment(`metric${index}`);

    expect(aggregator.stats()).toMatchObject({
      contexts: 1001,
      open: 1001,
      dropped: { contexts: 499 },
    });
  });

  test('a million names, and a million spellings of a tag, take no more memory than a few', () => {
    const { aggregator } = makeAggregator({ maxContexts: 1000 });
    const record = (from: number, to: number): void => {
      for (let index = from; index < to; index++) {
        aggregator.increment(`name${index}`);
        aggregator.increment('spelled', 1, [
          `Tag:${index % 2 === 0 ? ' ' : '!'}${'?'.repeat(index % 97)}x${index >> 10}`,
        ]);
      }
    };
    record(0, 100_000);
    const before = heapUsed();

    record(100_000, 1_000_000);

    expect(heapUsed() - before).toBeLessThan(4_000_000);
    const { contexts, open, dropped, recorded } = aggregator.stats();
    expect(contexts).toBeLessThanOrEqual(2000);
    expect(open + (dropped.contexts ?? 0)).toBe(recorded);
  });

  test('all orders of ten tags are one context, and their spellings are bounded', () => {
    const { aggregator } = makeAggregator({ maxContexts: 1000 });
    const tags = Array.from({ length: 10 }, (_, index) => `tag${index}`);
    let before = 0;
    // Swapping by Heap's algorithm gives another order each time.
    const counters = tags.map(() => 0);
    for (let index = 0, orders = 0; index < tags.length && orders < 400_000; ) {
      const counter = counters[index] ?? 0;
      if (counter >= index) {
        counters[index++] = 0;
        continue;
      }
      const other = index % 2 === 0 ? 0 : counter;
      [tags[other], tags[index]] = [tags[index] ?? '', tags[other] ?? ''];
      counters[index] = counter + 1;
      index = 0;
      aggregator.increment('m', 1, tags);
      if (++orders === 20_000) before = heapUsed();
    }

    expect(heapUsed() - before).toBeLessThan(4_000_000);
    expect(read(aggregator.cutAll()).points).toMatchObject([{ state: { sum: 400_000 } }]);
  });

  test('a context that was idle for five minutes is forgotten and found again', async () => {
    const { aggregator, clock } = makeAggregator();
    const tags = ['a'];
    aggregator.increment('m', 1, tags);
    read(aggregator.cutAll());

    await clock.advance(400_000);
    read(aggregator.cutAll());
    expect(aggregator.stats().contexts).toBe(0);

    aggregator.increment('m', 5, tags);
    expect(read(aggregator.cutAll()).points).toMatchObject([{ state: { sum: 5 } }]);
    expect(aggregator.stats().contexts).toBe(1);
  });
});

/** Bytes of the heap in use, garbage collected. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}
