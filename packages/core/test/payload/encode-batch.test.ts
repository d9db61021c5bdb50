import {
  defaultEncoding,
  dividePayload,
  type EncodingOptions,
  encodeBatch,
  type MetricPoint,
  type Payload,
  routeLimits,
} from '@dogstats/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeAggregator, read } from '../make-aggregator.js';

const start = 1_780_000_000;

function oneOfEach(): readonly MetricPoint[] {
  const { aggregator } = makeAggregator({ tags: ['env:prod'] });
  aggregator.increment('c', 5);
  aggregator.gauge('g', 1.5, undefined, { host: '' });
  aggregator.rate('r', 2);
  aggregator.set('s', 'a');
  aggregator.distribution('d', 3);
  aggregator.distribution('d', 4);
  return read(aggregator.cutAll()).points;
}

function decode(payload: Payload | undefined): { series: Record<string, unknown>[] } {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload?.body));
}

describe('the wire form', () => {
  test('of v2 series', () => {
    const [series] = encodeBatch(oneOfEach(), defaultEncoding);
    const host = [{ type: 'host', name: 'web-1' }];
    const tags = ['env:prod'];

    expect(series).toMatchObject({ route: 'series-v2', bucketStart: start });
    expect(decode(series)).toEqual({
      series: [
        {
          metric: 'c',
          type: 1,
          interval: 10,
          points: [{ timestamp: start, value: 5 }],
          tags,
          resources: host,
        },
        { metric: 'g', type: 3, points: [{ timestamp: start, value: 1.5 }], tags, resources: [] },
        {
          metric: 'r',
          type: 2,
          interval: 10,
          points: [{ timestamp: start, value: 2 }],
          tags,
          resources: host,
        },
        { metric: 's', type: 3, points: [{ timestamp: start, value: 1 }], tags, resources: host },
      ],
    });
  });

  test('of v1 series, with host and tags even when there are none', () => {
    const { aggregator } = makeAggregator({ host: '' });
    aggregator.increment('c', 5);
    const encoding: EncodingOptions = { ...defaultEncoding, seriesApi: 'v1' };

    const [payload] = encodeBatch(read(aggregator.cutAll()).points, encoding);

    expect(payload?.route).toBe('series-v1');
    expect(decode(payload).series).toEqual([
      { metric: 'c', type: 'count', interval: 10, points: [[start, 5]], host: '', tags: [] },
    ]);
  });

  test('of distribution points', () => {
    const payload = encodeBatch(oneOfEach(), defaultEncoding)[1];

    expect(payload).toMatchObject({ route: 'distributions', bucketStart: start });
    expect(decode(payload).series).toEqual([
      {
        metric: 'd',
        type: 'distribution',
        points: [[start, [3, 4]]],
        host: 'web-1',
        tags: ['env:prod'],
      },
    ]);
  });

  test('of counts as rates, histogram counts included', () => {
    const { aggregator } = makeAggregator();
    aggregator.increment('c', 5);
    for (const value of [1, 2]) aggregator.histogram('h', value);
    const histogram = { aggregates: ['count', 'sum', 'median'] as const, percentiles: [0.999] };

    const [payload] = encodeBatch(read(aggregator.cutAll()).points, {
      seriesApi: 'v2',
      countAs: 'rate',
      histogram,
    });
    const sent = decode(payload).series.map(({ metric, type, points }) => [metric, type, points]);

    expect(sent).toEqual([
      ['c', 2, [{ timestamp: start, value: 0.5 }]],
      ['h.count', 2, [{ timestamp: start, value: 0.2 }]],
      ['h.sum', 3, [{ timestamp: start, value: 3 }]],
      ['h.median', 3, [{ timestamp: start, value: 1 }]],
      ['h.99.9percentile', 3, [{ timestamp: start, value: 2 }]],
    ]);
  });

  test('of a histogram that differs by its name', () => {
    const { aggregator } = makeAggregator();
    aggregator.histogram('h', 1);

    const [payload] = encodeBatch(read(aggregator.cutAll()).points, {
      ...defaultEncoding,
      histogramByMetric: { h: { aggregates: ['max'], percentiles: [] } },
    });

    expect(decode(payload).series.map(({ metric }) => metric)).toEqual(['h.max']);
  });

  test('of sums that overflowed stays valid JSON', () => {
    const { aggregator } = makeAggregator();
    for (const _ of [1, 2]) aggregator.increment('c', 1.7e308);
    for (const _ of [1, 2]) aggregator.histogram('h', -1.7e308);

    const [payload] = encodeBatch(read(aggregator.cutAll()).points, defaultEncoding);

    expect(JSON.stringify(decode(payload))).not.toContain('null');
  });

  test('of a host with a lone surrogate or quotes is well-formed', () => {
    const { aggregator } = makeAggregator();
    aggregator.gauge('g', 1, undefined, { host: 'a"b\ud800\n' });

    const [payload] = encodeBatch(read(aggregator.cutAll()).points, defaultEncoding);

    expect(decode(payload).series[0]?.['resources']).toEqual([
      { type: 'host', name: 'a"b\ufffd\n' },
    ]);
  });
});

const recorded = fc.array(
  fc.record({
    type: fc.constantFrom(
      'increment' as const,
      'gauge' as const,
      'rate' as const,
      'histogram' as const,
      'set' as const,
      'distribution' as const,
    ),
    name: fc.nat({ max: 30 }),
    tags: fc.array(fc.string({ unit: 'binary', maxLength: 220 }), { maxLength: 8 }),
    ago: fc.nat({ max: 40 }),
  }),
  { maxLength: 150, size: 'max' },
);

function points(calls: typeof recorded extends fc.Arbitrary<infer T> ? T : never) {
  const { aggregator } = makeAggregator();
  for (const { type, name, tags, ago } of calls) {
    aggregator[type](`${type}${name}`, 1, tags, { timestamp: start - ago });
  }
  return read(aggregator.cutAll()).points;
}

describe('payloads', () => {
  test.each(['v1', 'v2'] as const)(
    'of %s are of one bucket, within the limits, and carry everything once',
    (seriesApi) => {
      fc.assert(
        fc.property(recorded, (calls) => {
          const payloads = encodeBatch(points(calls), { ...defaultEncoding, seriesApi });

          expect(payloads.reduce((sum, { units }) => sum + units.samples, 0)).toBe(calls.length);
          const seen = new Set<string>();
          for (const payload of payloads) {
            const { series } = decode(payload);
            const limits = routeLimits[payload.route];
            expect(payload.body.length).toBeLessThanOrEqual(limits.rawBytes);
            expect([...payload.units].reduce((sum, unit) => sum + unit.points, 0)).toBe(
              series.length,
            );
            expect(series.length).toBeLessThanOrEqual(limits.points);
            for (const entry of series) {
              const [point] = entry['points'] as ({ timestamp: number } | [number])[];
              const timestamp = Array.isArray(point) ? point[0] : point?.timestamp;
              expect(timestamp).toBe(payload.bucketStart);
              const key = JSON.stringify([
                entry['metric'],
                entry['type'],
                entry['tags'],
                timestamp,
              ]);
              expect(seen.has(key)).toBe(false);
              seen.add(key);
            }
          }
        }),
      );
    },
  );

  test('divide into halves that hold the same units, down to one', () => {
    fc.assert(
      fc.property(recorded, (calls) => {
        for (const payload of encodeBatch(points(calls), defaultEncoding)) {
          const whole = decode(payload).series;
          const parts: Payload[] = [];
          const queue = [payload];
          for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
            const halves = dividePayload(next);
            if (halves === undefined) parts.push(next);
            else queue.unshift(...halves);
          }

          expect(parts.flatMap((part) => decode(part).series)).toEqual(whole);
          expect(parts.every(({ units }) => units.length === 1)).toBe(true);
          for (const { body, units } of parts) {
            const [unit] = units;
            const text = body.subarray(unit?.start, unit?.end).toString();
            expect(JSON.parse(`[${text}]`)).toHaveLength(JSON.parse(body.toString()).series.length);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  test('end where a limit of points is reached, a histogram staying whole', () => {
    const { aggregator } = makeAggregator();
    for (let index = 0; index < 2600; index++) aggregator.histogram('h', 1, { index });

    const payloads = encodeBatch(read(aggregator.cutAll()).points, defaultEncoding);

    expect(payloads.map(({ units }) => units.length)).toEqual([1250, 1250, 100]);
  });

  test('end where a limit of bytes is reached', () => {
    const { aggregator } = makeAggregator();
    const long = Array.from({ length: 100 }, (_, index) => `t${index}:${'x'.repeat(190)}`);
    for (let index = 0; index < 600; index++) aggregator.gauge(`g${index}`, 1, long);

    const payloads = encodeBatch(read(aggregator.cutAll()).points, defaultEncoding);

    expect(payloads.length).toBe(3);
    for (const { body } of payloads) expect(body.length).toBeLessThanOrEqual(5_242_880);
  });
});
