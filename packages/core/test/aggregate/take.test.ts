import type { Aggregator, MetricPoint, MetricType } from '@dogstats/core';
import { ManualClock } from '@dogstats/core/testing';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { percentiles } from '../../src/metric/percentile.js';
import { makeAggregator, read } from '../make-aggregator.js';

const asIs = { keepsName: true, keepsHost: true };

interface Call {
  readonly worker: number;
  readonly type: MetricType;
  readonly value: number;
  readonly tag: string;
  readonly sampleRate: number | undefined;
  /** Seconds that pass before it. */
  readonly after: number;
  /** Whether the worker hands over what it has, after it. */
  readonly hands: boolean;
}

const call: fc.Arbitrary<Call> = fc.record({
  worker: fc.nat(3),
  type: fc.constantFrom('count', 'gauge', 'rate', 'histogram', 'set', 'distribution'),
  value: fc.integer({ min: -1000, max: 1000 }),
  tag: fc.constantFrom('page:home', 'page:cart'),
  sampleRate: fc.constantFrom(undefined, 0.5),
  after: fc.nat(6),
  hands: fc.boolean(),
});

describe('take', () => {
  test('what four workers hand over is what one process would have recorded', () => {
    fc.assert(
      fc.property(
        fc.array(call, { maxLength: 80 }),
        fc.infiniteStream(fc.nat()),
        (calls, order) => {
          const { clock, workers, primary, single } = makeAll();
          const handed: MetricPoint[] = [];
          for (const { worker, after, hands, ...one } of calls) {
            clock.step(after);
            for (const aggregator of [...workers, single]) aggregator.tick();
            const own = workers[worker] as Aggregator;
            for (const aggregator of [own, single]) record(aggregator, one);
            if (hands) handed.push(...read(own.cutAll()).points);
          }
          for (const worker of workers) handed.push(...read(worker.cutAll()).points);
          const given = handed.reduce((sum, { samples }) => sum + samples, 0);
          const values = valuesOf(handed);
          while (handed.length > 0) {
            const [place = 0] = order.take(1);
            const [point] = handed.splice(place % handed.length, 1);
            expect(primary.take(structuredClone(point as MetricPoint), asIs)).toBeUndefined();
          }

          const { points, samples } = read(primary.cutAll());
          expect(primary.stats()).toMatchObject({ recorded: given, open: 0, dropped: {} });
          expect(samples).toBe(given);
          const expected = read(single.cutAll());
          expect(samples).toBe(expected.samples);
          expect(new Map(points.map(plain))).toEqual(new Map(expected.points.map(plain)));
          for (const point of points) {
            if (point.type !== 'gauge' && point.type !== 'rate') continue;
            expect(values.get(keyOf(point))).toContain(point.state.value);
          }
        },
      ),
    );
  });

  it('merges more values of a histogram than are kept exactly within 1 %', () => {
    const { workers, primary, clock } = makeAll();
    const all: number[] = [];
    workers.forEach((worker, index) => {
      for (let n = 1; n <= 400 * (index + 1); n++) {
        all.push(n * (index + 1));
        worker.histogram('latency', n * (index + 1));
      }
      for (const point of read(worker.cutAll()).points) primary.take(point, asIs);
    });
    clock.step(10);

    const [point] = read(primary.cutAll()).points;
    if (point?.type !== 'histogram') throw new Error('no histogram');
    const { count, sum, min, max } = point.state;
    expect({ count, sum, min, max }).toEqual({
      count: all.length,
      sum: all.reduce((total, value) => total + value, 0),
      min: 1,
      max: 6400,
    });
    all.sort((a, b) => a - b);
    const fractions = [0.5, 0.75, 0.95, 0.99];
    percentiles(point.state, fractions).forEach((value, index) => {
      const exact = all[Math.round((fractions[index] as number) * all.length - 1)] as number;
      expect(Math.abs(value - exact) / exact).toBeLessThanOrEqual(0.01);
    });
  });

  it('adds to the whole value of a bucket that was sent already', () => {
    const { workers, primary } = makeAll();
    primary.increment('hits', 1, ['page:home']);
    read(primary.cutAll());
    workers[0]?.increment('hits', 2, ['page:home']);
    for (const point of read((workers[0] as Aggregator).cutAll()).points) primary.take(point, asIs);

    expect(read(primary.cutAll()).points).toMatchObject([{ state: { sum: 3 }, samples: 1 }]);
  });

  it('records and drops nothing of what it refuses', () => {
    const { primary, clock } = makeAll();
    const context = { type: 'set', name: 'users', host: 'web-1', tags: [] } as const;
    const at = { type: 'set', context, interval: 10, samples: 3 } as const;
    const bucketStart = Math.floor(clock.now() / 10_000) * 10;
    const members = Array.from({ length: 9_999 }, (_, index) => `u${index}`);
    expect(primary.take({ ...at, bucketStart, state: { members } }, asIs)).toBeUndefined();

    expect(primary.take({ ...at, bucketStart, state: { members: ['a'] } }, asIs)).toBeUndefined();
    const tooMany = { ...at, bucketStart, state: { members: ['b', 'c'] } };
    expect(primary.take(tooMany, asIs)).toBe('set_full');
    const old = { ...at, bucketStart: bucketStart - 3600, state: { members } };
    expect(primary.take(old, asIs)).toBe('too_old');
    expect(primary.stats()).toMatchObject({ recorded: 6, dropped: {} });
    const [point] = read(primary.cutAll()).points;
    expect(point?.state).toEqual({ members: [...members, 'a'] });
  });

  it('refuses what comes after its bucket is sealed, which keepOpen() puts off', () => {
    const { workers, primary, clock } = makeAll();
    const late = (): (string | undefined)[] => {
      (workers[0] as Aggregator).increment('hits');
      const { points } = read((workers[0] as Aggregator).cutAll());
      clock.step(25);
      read(primary.cutClosed());
      return points.map((point) => primary.take(point, asIs));
    };
    expect(late()).toEqual(['late']);
    primary.keepOpen(30);
    for (const worker of workers) worker.tick();
    clock.step(60);
    for (const worker of workers) worker.tick();
    expect(late()).toEqual([undefined]);
  });

  it('puts the tags of here under those it has, and the prefix and host only where asked', () => {
    const { aggregator, clock } = makeAggregator({ prefix: 'shop', tags: ['env:prod', 'team:a'] });
    const bucketStart = Math.floor(clock.now() / 10_000) * 10;
    const context = { type: 'count', name: 'hits', host: 'w', tags: ['env:test'] } as const;
    const point = { type: 'count', context, bucketStart, interval: 10, samples: 1 } as const;
    const taken = { ...point, state: { sum: 1 } };
    aggregator.take(taken, { keepsName: true, keepsHost: true });
    aggregator.take(taken, { keepsName: false, keepsHost: false });

    const contexts = read(aggregator.cutAll()).points.map(({ context: { name, host, tags } }) => ({
      ...{ name, host, tags },
    }));
    const tags = ['env:test', 'team:a'];
    expect(contexts).toEqual([
      { name: 'hits', host: 'w', tags },
      { name: 'shop.hits', host: 'web-1', tags },
    ]);
  });

  it('cuts a distribution early that is full', () => {
    let full = 0;
    const { aggregator, clock } = makeAggregator({ onFull: () => full++ });
    const bucketStart = Math.floor(clock.now() / 10_000) * 10;
    const context = { type: 'distribution', name: 'size', host: 'w', tags: [] } as const;
    const values = Array.from({ length: 6_000 }, (_, index) => index);
    const at = { type: 'distribution', context, bucketStart, interval: 10 } as const;
    for (let round = 0; round < 2; round++) {
      aggregator.take({ ...at, samples: values.length, state: { values } }, asIs);
    }

    expect(full).toBe(1);
    const { points, samples } = read(aggregator.cutFull());
    expect(samples).toBe(12_000);
    expect(points[0]?.state).toEqual({ values: [...values, ...values] });
  });
});

function makeAll(): {
  clock: ManualClock;
  workers: Aggregator[];
  primary: Aggregator;
  single: Aggregator;
} {
  const clock = new ManualClock();
  const random = (): number => 0.25;
  const workers = Array.from(
    { length: 4 },
    () => makeAggregator({ clock, random, mode: 'add' }).aggregator,
  );
  const { aggregator: primary } = makeAggregator({ clock });
  const { aggregator: single } = makeAggregator({ clock, random, lateSeconds: 3000 });
  return { clock, workers, primary, single };
}

function record(
  aggregator: Aggregator,
  { type, value, tag, sampleRate }: Pick<Call, 'type' | 'value' | 'tag' | 'sampleRate'>,
): void {
  const method = type === 'count' ? 'increment' : type;
  aggregator[method](`m.${type}`, value, [tag], { sampleRate });
}

function keyOf({ context, bucketStart }: MetricPoint): string {
  return `${context.name} ${context.tags} ${bucketStart}`;
}

/** What has to be equal, whatever the order in which it came together. */
function plain(point: MetricPoint): [string, unknown] {
  const key = keyOf(point);
  switch (point.type) {
    case 'gauge':
    case 'rate':
      return [key, point.samples];
    case 'set':
      return [key, [...point.state.members].sort()];
    case 'distribution':
      return [key, [...point.state.values].sort((a, b) => a - b)];
    case 'histogram': {
      const { samples, ...exact } = point.state;
      const weights = samples?.weights ?? samples?.values.map(() => 1);
      const weighted = samples?.values.map((value, index) => `${value}×${weights?.[index]}`);
      return [key, { ...exact, weighted: weighted?.sort(), calls: point.samples }];
    }
    default:
      return [key, { ...point.state, calls: point.samples }];
  }
}

/** Values of gauges and rates that were handed over, by key. */
function valuesOf(points: readonly MetricPoint[]): Map<string, number[]> {
  const values = new Map<string, number[]>();
  for (const point of points) {
    if (point.type !== 'gauge' && point.type !== 'rate') continue;
    const key = keyOf(point);
    values.set(key, [...(values.get(key) ?? []), point.state.value]);
  }
  return values;
}
