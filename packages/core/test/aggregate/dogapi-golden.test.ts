import { defaultEncoding, encodeBatch } from '@dogstats/core';
import { ManualClock } from '@dogstats/core/testing';
import { describe, expect, test } from 'vitest';
import { makeAggregator, read } from '../make-aggregator.js';

// The cases of dogapi's own tests and of runs of it, as far as we mean the same; the differences are
// explained in docs/decisions/0006-dogapi-differences.md. Its times are small numbers: so is our clock.

function dogapi(nowSeconds = 2000) {
  return makeAggregator({
    clock: new ManualClock(nowSeconds),
    birthSeconds: -10,
    lateSeconds: 3000,
    host: 'H',
    histogramSuffixes: ['.75percentile', '.85percentile', '.95percentile', '.99percentile'],
  }).aggregator;
}

/** `name@bucket=value`, as on the wire, in order. */
function sent(cut: ReturnType<ReturnType<typeof dogapi>['cutAll']>): string[] {
  return encodeBatch(cut.points, defaultEncoding).flatMap(({ body }) =>
    JSON.parse(body.toString()).series.map(
      (series: {
        metric: string;
        points: ({ timestamp: number; value: number } | [number, number[]])[];
      }) => {
        const [point] = series.points;
        if (Array.isArray(point)) return `${series.metric}@${point[0]}=${point[1].join()}`;
        return `${series.metric}@${point?.timestamp}=${point?.value}`;
      },
    ),
  );
}

const at = (timestamp: number) => ({ timestamp });

describe('flush(T) sends the buckets before the one that holds T', () => {
  test('gauges keep the last value of each bucket', () => {
    const stats = dogapi();
    stats.gauge('g1', 20, undefined, at(100));
    stats.gauge('g1', 22, undefined, at(105));
    stats.gauge('g2', 30, undefined, at(115));
    stats.gauge('g3', 30, undefined, at(125));

    expect(sent(read(stats.cutBefore(120)))).toEqual(['g1@100=22', 'g2@110=30']);
    expect(sent(read(stats.cutBefore(130)))).toEqual(['g3@120=30']);
    expect(sent(read(stats.cutBefore(150)))).toEqual([]);
  });

  test.each([
    [110, ['g@100=1']],
    [119.9, ['g@100=1']],
    [120, ['g@100=1', 'g@110=2']],
  ])('flush(%d)', (time, expected) => {
    const stats = dogapi();
    stats.gauge('g', 1, undefined, at(100));
    stats.gauge('g', 2, undefined, at(110));

    expect(sent(read(stats.cutBefore(time)))).toEqual(expected);
  });

  test('counts sum up over their bucket', () => {
    const stats = dogapi();
    stats.increment('c1', 1, undefined, at(1000));
    stats.increment('c1', 2, undefined, at(1005));
    stats.increment('c2', 1, undefined, at(1015));
    stats.increment('c3', 1, undefined, at(1025));

    expect(sent(read(stats.cutBefore(1021)))).toEqual(['c1@1000=3', 'c2@1010=1']);
    expect(sent(read(stats.cutBefore(1030)))).toEqual(['c3@1020=1']);
    expect(sent(read(stats.cutBefore(1050)))).toEqual([]);
  });

  test('counts may be negative, fractional or zero', () => {
    const stats = dogapi();
    stats.increment('c', -2, undefined, at(100));
    stats.increment('c', 0.5, undefined, at(101));
    stats.increment('zero', 0, undefined, at(130));

    expect(sent(read(stats.cutBefore(150)))).toEqual(['c@100=-1.5', 'zero@130=0']);
  });

  test('histograms send dogapi’s eight series', () => {
    const stats = dogapi();
    for (const [value, time] of [
      [20, 100],
      [30, 105],
      [40, 106],
      [50, 106],
    ] as const) {
      stats.histogram('h1', value, undefined, at(time));
    }
    stats.histogram('h3', 50, undefined, at(134));

    expect(sent(read(stats.cutBefore(120))).sort()).toEqual([
      'h1.75percentile@100=40',
      'h1.85percentile@100=40',
      'h1.95percentile@100=50',
      'h1.99percentile@100=50',
      'h1.avg@100=35',
      'h1.count@100=4',
      'h1.max@100=50',
      'h1.min@100=20',
    ]);
    expect(sent(read(stats.cutBefore(140)))).toHaveLength(8);
    expect(sent(read(stats.cutBefore(200)))).toEqual([]);
  });

  test('sets send the number of distinct members, distributions every value', () => {
    const stats = dogapi();
    stats.set('s1', 'a string', undefined, at(100));
    stats.set('s1', 'another', undefined, at(105));
    stats.set('s1', 'another', undefined, at(106));
    stats.distribution('d1', 20, undefined, at(100));
    stats.distribution('d1', 22, undefined, at(105));

    expect(sent(read(stats.cutBefore(110))).sort()).toEqual(['d1@100=20,22', 's1@100=2']);
  });

  test('tag sets and hosts are kept apart', () => {
    const stats = dogapi();
    stats.increment('c', 1, ['b', 'a'], at(100));
    stats.increment('c', 1, ['a', 'b'], at(101));
    stats.increment('c', 1, ['a'], at(102));
    stats.gauge('g', 12, undefined, { timestamp: 100, host: '' });
    stats.gauge('g', 10, undefined, at(100));
    stats.gauge('g', 15, undefined, { timestamp: 100, host: 'test' });

    const { points } = read(stats.cutBefore(200));

    expect(points.map(({ context }) => [context.name, context.host, ...context.tags])).toEqual([
      ['c', 'H', 'a', 'b'],
      ['c', 'H', 'a'],
      ['g', ''],
      ['g', 'H'],
      ['g', 'test'],
    ]);
  });
});

describe('where we differ from dogapi', () => {
  test('a late sample makes the bucket be sent again with its whole value', () => {
    const stats = dogapi();
    stats.increment('c', 3, undefined, at(100));
    expect(sent(read(stats.cutBefore(120)))).toEqual(['c@100=3']);

    stats.increment('c', 4, undefined, at(105));

    expect(sent(read(stats.cutBefore(120)))).toEqual(['c@100=7']);
  });

  test('a flush without a time takes the open bucket, too', () => {
    const stats = dogapi();
    stats.gauge('g', 1);

    expect(sent(read(stats.cutAll()))).toEqual(['g@2000=1']);
  });

  test('a gauge and a count of one name don’t melt into each other', () => {
    const stats = dogapi();
    stats.gauge('m', 1, undefined, at(100));
    stats.increment('m', 5, undefined, at(101));

    expect(sent(read(stats.cutBefore(110))).sort()).toEqual(['m@100=1', 'm@100=5']);
  });

  test('tags are normalised, and an empty list is the same as none', () => {
    const stats = dogapi();
    stats.increment('c', 1, ['Env:A b'], at(100));
    stats.increment('c', 1, ['env:A b'], at(100));
    stats.gauge('g', 1, [], at(100));
    stats.gauge('g', 2, undefined, at(100));

    expect(sent(read(stats.cutBefore(110)))).toEqual(['c@100=2', 'g@100=2']);
  });

  test('a timestamp of 0 is a time, and too old', () => {
    const stats = dogapi(5000);
    stats.gauge('g', 1, undefined, at(0));

    expect(stats.stats().dropped).toEqual({ too_old: 1 });
  });

  test('sample rates work', () => {
    const stats = dogapi();
    stats.increment('c', 1, undefined, { timestamp: 100, sampleRate: 0.6 });

    expect(sent(read(stats.cutBefore(110)))).toEqual([`c@100=${1 / 0.6}`]);
  });
});
