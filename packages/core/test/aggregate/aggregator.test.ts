import { defaultEncoding, encodeBatch } from '@dogstats/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeAggregator, read } from '../make-aggregator.js';

const start = 1_780_000_000;

describe('timestamps', () => {
  test.each([
    [start - 3300, undefined],
    [start - 3301, 'too_old'],
    [start + 549, undefined],
    [start + 550, 'too_new'],
    [0, 'too_old'],
    [-1, 'too_old'],
    [start * 1000, 'timestamp_in_ms'],
    [Number.NaN, 'invalid_timestamp'],
    [new Date(Number.NaN), 'invalid_timestamp'],
    [new Date(start * 1000), undefined],
    ['yesterday' as unknown as number, 'invalid_timestamp'],
  ])('%s: %s', (timestamp, reason) => {
    const { aggregator } = makeAggregator();
    aggregator.increment('m', 1, undefined, { timestamp });

    expect(aggregator.stats().dropped).toEqual(reason === undefined ? {} : { [reason]: 1 });
  });

  test('without one, a sample has the time of the latest reading of the clock', async () => {
    const { aggregator, clock } = makeAggregator();
    await clock.advance(30_000);
    aggregator.increment('m');
    for (let call = 0; call < 64; call++) aggregator.increment('n');

    const starts = read(aggregator.cutAll()).points.map(({ bucketStart }) => bucketStart);

    expect(starts).toEqual([start, start, start + 30]);
  });
});

describe('sample rate', () => {
  test('scales counts and weighs histograms by its inverse', () => {
    const { aggregator } = makeAggregator({ random: () => 0.1 });
    aggregator.increment('m', 3, undefined, { sampleRate: 0.5 });
    aggregator.histogram('h', 4, undefined, { sampleRate: 0.25 });

    expect(read(aggregator.cutAll()).points).toMatchObject([
      { state: { sum: 6 } },
      { state: { count: 4, sum: 16, samples: { values: [4], weights: [4] } } },
    ]);
  });

  test('leaves calls out, and counts them apart', () => {
    const { aggregator } = makeAggregator({ random: () => 0.9 });
    aggregator.increment('m', 3, undefined, { sampleRate: 0.5 });

    expect(aggregator.stats()).toMatchObject({ recorded: 1, open: 0, dropped: { sampled: 1 } });
  });

  test('is ignored with one word for gauges, rates, sets and distributions', () => {
    const { aggregator, problems } = makeAggregator({ random: () => 0.9 });
    for (const _ of [1, 2]) aggregator.gauge('g', 1, undefined, { sampleRate: 0.5 });

    expect(aggregator.stats()).toMatchObject({ open: 2 });
    expect(problems).toEqual(['sample_rate_ignored g']);
  });
});

describe('bad input', () => {
  test.each([
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['a string', '3'],
    ['null', null],
    ['a BigInt', 3n],
    ['a symbol', Symbol('x')],
    ['an object', {}],
  ])('%s as a value is dropped, and told once', (_what, value) => {
    const { aggregator, problems } = makeAggregator();
    aggregator.increment('m', value as number);
    aggregator.gauge('m', value as number);
    aggregator.histogram('m', value as number);

    expect(aggregator.stats()).toMatchObject({
      recorded: 3,
      dropped: { invalid_value: 3 },
      open: 0,
    });
    expect(problems).toEqual(['invalid_value m']);
  });

  test('the argument order of dogapi is recorded without tags, and told once', () => {
    const { aggregator, problems } = makeAggregator();
    aggregator.gauge('g', 5, 1_780_000_000 as never);
    aggregator.gauge('g', 6, new Date() as never);
    aggregator.gauge('g', 7, null as never);

    expect(read(aggregator.cutAll()).points).toMatchObject([
      { state: { value: 7 }, context: { tags: [] } },
    ]);
    expect(problems).toEqual(['tags_misplaced g']);
  });

  test.each([
    ['a Map', new Map([['page', 'home']]), []],
    ['a Set', new Set(['page:home']), []],
    ['an object as a value', { user: { id: 1 }, page: 'home' }, ['page:home']],
    ['a list as a value', { user: [1], page: 'home' }, ['page:home']],
    ['an object in the list', ['page:home', { user: 1 }], ['page:home']],
  ])('%s among tags is left out, and told once', (_what, tags, kept) => {
    const { aggregator, problems } = makeAggregator();
    aggregator.gauge('g', 1, tags as never);
    aggregator.gauge('g', 2, tags as never);

    expect(read(aggregator.cutAll()).points).toMatchObject([{ context: { tags: kept } }]);
    expect(problems).toEqual(['tags_misplaced g']);
  });

  test.each([[['a:b', null, undefined]], [{ a: 'b', c: null, d: undefined }]])(
    'nothing is told of %j: null leaves a tag out',
    (tags) => {
      const { aggregator, problems } = makeAggregator();
      aggregator.gauge('g', 1, tags as never);

      expect(read(aggregator.cutAll()).points).toMatchObject([{ context: { tags: ['a:b'] } }]);
      expect(problems).toEqual([]);
    },
  );

  test('tags that throw when they are read are a counted drop', () => {
    const { aggregator } = makeAggregator();
    const tags = {
      get page(): string {
        throw new Error('no');
      },
    };
    aggregator.increment('m', 1, tags);
    aggregator.increment('m', 1, tags);

    expect(aggregator.stats().dropped).toEqual({ invalid_arguments: 2 });
  });

  test('a listener that throws breaks nothing', () => {
    const { aggregator } = makeAggregator({
      onProblem: () => {
        throw new Error('listener');
      },
    });

    expect(() => aggregator.increment('', 1)).not.toThrow();
  });

  test('nothing at all makes recording throw, and every call is accounted for', () => {
    const refuse = (): never => {
      throw new Error('no');
    };
    const revoked = Proxy.revocable([], {});
    revoked.revoke();
    const prototypeKeys = Reflect.ownKeys(Object.prototype).length;
    const hostile: unknown[] = [
      new Proxy({}, { get: refuse, ownKeys: refuse }),
      revoked.proxy,
      Symbol('s'),
      '__proto__',
      JSON.parse('{"__proto__":1,"constructor":"x"}'),
      'x'.repeat(1_000_000),
      Array.from({ length: 10_000 }, (_, index) => `t${index}`),
      ['\ud800', 'a\u0000b', ',|#:\n'],
      1e308,
      -0,
    ];
    const anything = fc.oneof(
      fc.anything({ withBigInt: true, withDate: true, withSparseArray: true }),
      // By its place, since generators look into their values.
      fc.nat({ max: hostile.length - 1 }).map((place) => ({ place })),
    );
    const unpack = (argument: unknown): unknown => {
      const { place } = (argument ?? {}) as { place?: number };
      return typeof place === 'number' ? hostile[place] : argument;
    };
    const method = fc.constantFrom(
      'increment',
      'decrement',
      'gauge',
      'rate',
      'histogram',
      'distribution',
      'set',
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(method, anything, anything, anything, anything), { maxLength: 20 }),
        fc.constantFrom('replace' as const, 'add' as const),
        (calls, mode) => {
          const { aggregator } = makeAggregator({ mode });
          for (const [name, ...args] of calls) {
            (aggregator as unknown as Record<string, (...args: unknown[]) => void>)[name]?.(
              ...args.map(unpack),
            );
          }
          const { dropped, open, recorded } = aggregator.stats();
          const sum = Object.values(dropped).reduce((total, each) => total + each, 0);

          expect(recorded).toBe(calls.length);
          expect(open + sum).toBe(recorded);
          const cut = read(aggregator.cutAll());
          expect(cut.samples).toBe(open);
          for (const { body } of encodeBatch(cut.points, defaultEncoding)) {
            const json = new TextDecoder('utf-8', { fatal: true }).decode(body);
            const { series } = JSON.parse(json, (_key, value) => {
              if (typeof value === 'string') expect(value.isWellFormed()).toBe(true);
              return value;
            });
            for (const { metric, tags } of series) {
              expect(metric).toMatch(/^[A-Za-z][\w.]{0,199}$/);
              expect(tags.length).toBeLessThanOrEqual(100);
              for (const tag of tags) expect([...tag].length).toBeLessThanOrEqual(200);
            }
          }
          expect(Reflect.ownKeys(Object.prototype)).toHaveLength(prototypeKeys);
        },
      ),
      { numRuns: 200 },
    );
  });
});
