import type { MetricPoint } from '@dogstats/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeAggregator, read } from '../make-aggregator.js';

const make = (mode: 'replace' | 'add' = 'replace') =>
  makeAggregator({ asDistributions: true, mode });

const valuesOf = (points: readonly MetricPoint[], name: string): number[] =>
  points.flatMap((point) =>
    point.type === 'distribution' && point.context.name === name ? point.state.values : [],
  );

describe.each(['replace', 'add'] as const)('as distributions, for a sink that can %s', (mode) => {
  test('a count is one value: what was added since the last cut', () => {
    const { aggregator } = make(mode);
    aggregator.increment('m', 3, ['a:1']);
    aggregator.increment('m', 4, ['a:1']);
    expect(read(aggregator.cutAll()).points).toMatchObject([
      {
        type: 'distribution',
        context: { type: 'distribution', name: 'm', tags: ['a:1'] },
        samples: 2,
        state: { values: [7] },
      },
    ]);
    aggregator.increment('m', 1, ['a:1']);
    expect(valuesOf(read(aggregator.cutAll()).points, 'm')).toEqual([1]);
    expect(read(aggregator.cutAll()).points).toEqual([]);
  });

  test('a histogram is its values, under its bare name', () => {
    const { aggregator } = make(mode);
    aggregator.histogram('h', 3);
    aggregator.handle('histogram', 'h').record(5);
    expect(read(aggregator.cutAll()).points).toMatchObject([
      { type: 'distribution', context: { name: 'h' }, samples: 2, state: { values: [3, 5] } },
    ]);
  });

  test('gauges, rates and sets stay what they are', () => {
    const { aggregator } = make(mode);
    aggregator.gauge('g', 1);
    aggregator.rate('r', 2);
    aggregator.set('s', 'a');
    const types = read(aggregator.cutAll()).points.map(({ type }) => type);
    expect(types.sort()).toEqual(['gauge', 'rate', 'set']);
  });

  test('a count is never late', async () => {
    const { aggregator, clock } = make(mode);
    aggregator.increment('m');
    read(aggregator.cutAll());
    await clock.advance(120_000);
    read(aggregator.cutClosed());
    aggregator.increment('m', 2, undefined, { timestamp: clock.now() / 1000 - 100 });
    expect(valuesOf(read(aggregator.cutAll()).points, 'm')).toEqual([2]);
    expect(aggregator.stats().dropped).toEqual({});
  });
});

test('a count under way does not hold back the next one: the server adds', () => {
  const { aggregator } = make();
  aggregator.increment('m', 1);
  read(aggregator.cutAll());
  aggregator.increment('m', 2);
  expect(valuesOf(read(aggregator.cutAll(() => true)).points, 'm')).toEqual([2]);
});

test('what several processes add under one identity comes to the total, however they are cut', () => {
  const step = fc.record({
    process: fc.nat(2),
    what: fc.constantFrom('increment', 'handle', 'flush', 'wait'),
    value: fc.integer({ min: -5, max: 100 }),
  });
  fc.assert(
    fc.property(fc.array(step, { size: 'max', maxLength: 60 }), (steps) => {
      const made = [make(), make(), make()];
      const handles = made.map(({ aggregator }) => aggregator.handle('count', 'm'));
      const sent: number[] = [];
      let recorded = 0;
      for (const { process, what, value } of steps) {
        const { aggregator, clock } = made[process] as (typeof made)[number];
        if (what === 'flush') sent.push(...valuesOf(read(aggregator.cutAll()).points, 'm'));
        else if (what === 'wait') clock.step(7);
        else {
          if (what === 'increment') aggregator.increment('m', value);
          else handles[process]?.increment(value);
          recorded += value;
        }
      }
      for (const { aggregator } of made) {
        sent.push(...valuesOf(read(aggregator.cutAll()).points, 'm'));
        expect(aggregator.open).toBe(0);
      }
      expect(sent.reduce((sum, value) => sum + value, 0)).toBe(recorded);
    }),
  );
});

test('calls that waited over a freeze are told of, once', () => {
  const { aggregator, clock, problems } = makeAggregator({ frozenBetweenCalls: true });
  aggregator.increment('m');
  clock.step(59);
  aggregator.increment('m');
  read(aggregator.cutAll());
  clock.step(3600);
  aggregator.increment('m');
  expect(problems).toEqual([]);
  clock.step(61);
  aggregator.increment('m');
  aggregator.increment('m');
  expect(problems).toEqual(['unflushed ']);
});

test('in a process that stands still between calls the clock is read at each', () => {
  const { aggregator, clock } = makeAggregator({ frozenBetweenCalls: true });
  aggregator.gauge('g', 1);
  clock.step(3600);
  aggregator.gauge('g', 2);
  const starts = read(aggregator.cutAll()).points.map(({ bucketStart }) => bucketStart);
  expect(Math.max(...starts) - Math.min(...starts)).toBe(3600);
});
