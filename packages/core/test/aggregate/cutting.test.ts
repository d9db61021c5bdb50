import { describe, expect, test } from 'vitest';
import { makeAggregator, read } from '../make-aggregator.js';

const start = 1_780_000_000;

describe('cutting', () => {
  test('the timer takes only buckets that have ended', async () => {
    const { aggregator, clock } = makeAggregator();
    aggregator.increment('m');

    expect(read(aggregator.cutClosed()).points).toEqual([]);
    await clock.advance(10_000);

    expect(read(aggregator.cutClosed()).points).toMatchObject([
      { bucketStart: start, state: { sum: 1 } },
    ]);
    expect(read(aggregator.cutClosed()).points).toEqual([]);
  });

  test('a bucket that grew after a flush is cut again, whole, with only its new calls', () => {
    const { aggregator } = makeAggregator();
    aggregator.increment('m', 3);
    aggregator.histogram('h', 1);
    aggregator.set('s', 'a');
    read(aggregator.cutAll());

    aggregator.increment('m', 4);
    aggregator.histogram('h', 3);
    aggregator.set('s', 'b');

    expect(read(aggregator.cutAll()).points).toMatchObject([
      { type: 'count', bucketStart: start, samples: 1, state: { sum: 7 } },
      { type: 'histogram', samples: 1, state: { count: 2, sum: 4, min: 1, max: 3 } },
      { type: 'set', samples: 1, state: { members: ['a', 'b'] } },
    ]);
  });

  test('what was cut does not change when recording goes on', () => {
    const { aggregator } = makeAggregator();
    aggregator.histogram('h', 1);
    aggregator.set('s', 'a');
    const { points } = read(aggregator.cutAll());
    const before = structuredClone(points);

    aggregator.histogram('h', 2);
    aggregator.set('s', 'b');

    expect(points).toEqual(before);
  });

  test('a distribution is cut once, sample by sample', () => {
    const { aggregator } = makeAggregator();
    aggregator.distribution('d', 1);
    read(aggregator.cutAll());
    aggregator.distribution('d', 2);
    aggregator.distribution('d', 2);

    expect(read(aggregator.cutAll()).points).toMatchObject([
      { samples: 2, state: { values: [2, 2] } },
    ]);
  });

  test('in add mode each cut carries what came since the last one', () => {
    const { aggregator } = makeAggregator({ mode: 'add' });
    aggregator.increment('m', 3);
    aggregator.set('s', 'a');
    read(aggregator.cutAll());
    aggregator.increment('m', 4);
    aggregator.set('s', 'b');

    expect(read(aggregator.cutAll()).points).toMatchObject([
      { state: { sum: 4 } },
      { state: { members: ['b'] } },
    ]);
  });

  test('in add mode a cut of a histogram carries its new samples with their weights', () => {
    const { aggregator } = makeAggregator({ mode: 'add', random: () => 0 });
    aggregator.histogram('h', 1);
    aggregator.histogram('h', 2, undefined, { sampleRate: 0.5 });
    read(aggregator.cutAll());
    aggregator.histogram('h', 7, undefined, { sampleRate: 0.25 });
    aggregator.histogram('h', 3);

    expect(read(aggregator.cutAll()).points).toMatchObject([
      { samples: 2, state: { count: 5, sum: 31, min: 3, max: 7 } },
    ]);
    aggregator.histogram('h', 4);
    expect(read(aggregator.cutAll()).points).toMatchObject([
      { state: { count: 1, samples: { values: [4] } } },
    ]);
  });

  test('leaves a bucket that has something under way, and says how much waits', () => {
    const { aggregator } = makeAggregator();
    aggregator.increment('m');
    aggregator.distribution('d', 1);

    const cut = read(aggregator.cutAll(() => true));

    expect(cut.points.map(({ type }) => type)).toEqual(['distribution']);
    expect(cut.waiting).toBe(1);
    expect(read(aggregator.cutAll()).samples).toBe(1);
  });

  test('counts a distribution once that fills up while it is being cut', () => {
    const { aggregator } = makeAggregator();
    aggregator.distribution('d', 1, undefined, { timestamp: start - 10 });
    aggregator.distribution('d', 2);
    const points = aggregator.cutAll().points[Symbol.iterator]();
    points.next();
    for (let call = 0; call < 9_999; call++) aggregator.distribution('d', 2);

    expect(points.next().done).toBe(true);
    expect(aggregator.stats()).toMatchObject({ recorded: 10_001, open: 10_000 });
    expect(read(aggregator.cutAll()).points).toMatchObject([{ samples: 10_000 }]);
    expect(aggregator.stats().open).toBe(0);
  });

  test('takes each point when it is read, and leaves what is not', () => {
    const { aggregator } = makeAggregator();
    for (const name of ['a', 'b', 'c']) aggregator.increment(name);
    const cut = aggregator.cutAll();
    const points = cut.points[Symbol.iterator]();

    expect(points.next().value).toMatchObject({ context: { name: 'a' }, samples: 1 });
    aggregator.increment('a');
    aggregator.increment('b');
    aggregator.increment('d');
    expect(points.next().value).toMatchObject({ context: { name: 'b' }, state: { sum: 2 } });
    points.return?.();

    expect(cut.samples).toBe(3);
    expect(aggregator.stats()).toMatchObject({ recorded: 6, open: 3 });
    const rest = read(aggregator.cutAll());
    expect(rest.points.map(({ context }) => context.name)).toEqual(['a', 'c', 'd']);
    expect(rest.points[0]).toMatchObject({ samples: 1, state: { sum: 2 } });
  });

  test('sealing a bucket cuts it whatever is under way', async () => {
    const { aggregator, clock } = makeAggregator();
    aggregator.increment('m');
    await clock.advance(20_000);

    expect(read(aggregator.cutClosed(() => true)).points).toHaveLength(1);
  });

  test('a full distribution is set aside and cut early', () => {
    let full = 0;
    const { aggregator } = makeAggregator({ onFull: () => full++ });
    for (let index = 0; index < 25_000; index++) aggregator.distribution('d', index);

    const early = read(aggregator.cutFull());
    const rest = read(aggregator.cutAll());

    expect(full).toBe(2);
    expect(early.points.map(({ samples }) => samples)).toEqual([10_000, 10_000]);
    expect(rest.points.map(({ samples }) => samples)).toEqual([5000]);
  });
});

describe('late samples', () => {
  async function sealed() {
    const made = makeAggregator();
    made.aggregator.increment('m', 3);
    await made.clock.advance(20_000);
    read(made.aggregator.cutClosed());
    return made;
  }

  test('with a timestamp in an unsealed bucket make it be sent again, whole', async () => {
    const { aggregator, clock } = makeAggregator();
    aggregator.increment('m', 3);
    await clock.advance(10_000);
    read(aggregator.cutClosed());

    aggregator.increment('m', 4, undefined, { timestamp: start + 1 });

    expect(read(aggregator.cutClosed()).points).toMatchObject([
      { bucketStart: start, samples: 1, state: { sum: 7 } },
    ]);
  });

  test('of counts, histograms and sets below the mark are dropped', async () => {
    const { aggregator } = await sealed();
    const late = { timestamp: start + 1 };
    aggregator.increment('m', 1, undefined, late);
    aggregator.histogram('h', 1, undefined, late);
    aggregator.set('s', 1, undefined, late);

    expect(aggregator.stats().dropped).toEqual({ late: 3 });
    expect(read(aggregator.cutAll()).points).toEqual([]);
  });

  test('of gauges, rates and distributions below the mark are taken', async () => {
    const { aggregator } = await sealed();
    const late = { timestamp: start + 1 };
    aggregator.gauge('g', 1, undefined, late);
    aggregator.rate('r', 1, undefined, late);
    aggregator.distribution('d', 1, undefined, late);

    const { points } = read(aggregator.cutClosed());

    expect(points.map(({ type, bucketStart }) => [type, bucketStart])).toEqual([
      ['gauge', start],
      ['rate', start],
      ['distribution', start],
    ]);
    expect(aggregator.stats().open).toBe(0);
  });

  test('without a timestamp go to the bucket at the mark when the clock went back', async () => {
    const { aggregator, clock } = await sealed();
    clock.step(-20);
    aggregator.tick();
    aggregator.increment('m', 5);
    aggregator.gauge('g', 1);

    const { points } = read(aggregator.cutAll());

    expect(points.map(({ type, bucketStart }) => [type, bucketStart])).toEqual([
      ['count', start + 10],
      ['gauge', start],
    ]);
  });

  test('give the mark up when the clock went back by more than the window', async () => {
    const { aggregator, clock, problems } = await sealed();
    clock.step(-3600);
    aggregator.tick();
    aggregator.increment('m', 5);

    expect(read(aggregator.cutAll()).points).toMatchObject([{ bucketStart: start - 3580 }]);
    expect(problems).toEqual(['clock_back ']);
  });
});
