import type { DeliveryReport, MetricPoint } from '@dogstats/core';
import { ManualClock, sinkContract } from '@dogstats/core/testing';
import { RedisSink, type RedisSinkOptions } from '@dogstats/redis';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aggregateAsAgent } from './chouette-agent.js';
import { pointOf } from './make-points.js';
import {
  clientMakers,
  type Observer,
  openObserver,
  readQueue,
  type TestClient,
} from './redis-clients.js';
import { RedisServer, skipWithoutRedis } from './redis-server.js';

const T = 1_795_295_190;

describe.skipIf(skipWithoutRedis()).each(Object.entries(clientMakers))(
  'RedisSink with %s',
  (_name, makeClient) => {
    let server: RedisServer;
    let observer: Observer;
    let connected: TestClient;
    const clock = new ManualClock(T + 3);

    beforeAll(async () => {
      server = await RedisServer.start();
      observer = await openObserver(server.url);
      connected = makeClient(server.url);
      const first = open();
      await write(first, [pointOf('count', { sum: 1 })]);
    });
    beforeEach(() => observer.flushAll());
    afterAll(async () => {
      connected.close();
      observer.destroy();
      await server.stop();
    });

    const open = (options: Partial<RedisSinkOptions> = {}): RedisSink =>
      new RedisSink({ client: connected.client, onWarning: () => {}, ...options });

    /** Writes, and holds the report against the points. */
    const write = async (sink: RedisSink, points: MetricPoint[]): Promise<DeliveryReport> => {
      const report = await sink.write(
        { points },
        { signal: new AbortController().signal, deadline: Number.POSITIVE_INFINITY },
      );
      const lost = Object.values(report.dropped).reduce((sum, calls) => sum + calls, 0);
      const calls = points.reduce((sum, { samples }) => sum + samples, 0);
      expect(report.accepted + lost).toBe(calls);
      expect(sink.stats().retained).toBe(0);
      return report;
    };

    const bodies = async (queue?: string) =>
      (await readQueue(observer, queue)).map(({ body }) => body);

    describe('fulfils the contract', () => {
      for (const { name, run } of sinkContract(() => open())) it(name, run);
    });

    it('adds in raw mode, and replaces in wrapped mode', () => {
      expect(open().mode).toBe('add');
      expect(open({ mode: 'wrapped' }).mode).toBe('replace');
    });

    it('writes counts, sets and gauges as one record each, with the host as a tag', async () => {
      const sink = open({ clock });
      await write(sink, [
        pointOf('count', { sum: 7 }, { samples: 3 }),
        pointOf('set', { members: ['a', 'b'] }, { samples: 2 }),
        pointOf('gauge', { value: 1.5 }),
      ]);
      const tags = { env: 'test', host: 'h' };
      expect(await bodies()).toEqual(
        expect.arrayContaining([
          { metric: 'm.count', type: 'count', value: 7, timestamp: T, tags },
          { metric: 'm.set', type: 'set', value: ['a', 'b'], timestamp: T, tags },
          { metric: 'm.gauge', type: 'gauge', value: 1.5, timestamp: T + 3, tags },
        ]),
      );
    });

    it('lets the later of two gauges win, and the last of rates be the sum of its shares', async () => {
      const sink = open({ clock });
      for (const value of [5, 3]) {
        await write(sink, [pointOf('gauge', { value }), pointOf('rate', { value })]);
        await clock.advance(1000);
      }
      const agent = aggregateAsAgent(await readQueue(observer), T + 20);
      expect(agent.map(({ metric, type, points }) => [metric, type, points[0][1]])).toEqual(
        expect.arrayContaining([
          ['m.gauge', 'gauge', 3],
          ['m.rate', 'rate', 3],
        ]),
      );
      expect(agent).toHaveLength(2);
    });

    it('writes each sample of a histogram, and as many as its weights say', async () => {
      const samples = { values: [4, 1, 2], weights: [1, 2.5, 2.5] };
      const state = { count: 6, sum: 11.5, min: 1, max: 4, samples };
      await write(open(), [pointOf('histogram', state, { samples: 3 })]);
      const values = (await bodies()).map(({ value }) => value);
      expect(values).toEqual([1, 1, 1, 2, 2, 4]);
    });

    it('writes as many samples of a sketch as it has seen, its extremes among them', async () => {
      const counts = new Float64Array([10, 20, 3]);
      const sketch = {
        gamma: 1.02,
        zero: 2,
        positive: { offset: 100, counts },
        negative: { offset: 0, counts: new Float64Array([5]) },
      };
      const state = { count: 40, sum: 300, min: -1.01, max: 7.5, sketch };
      await write(open(), [pointOf('histogram', state, { samples: 40 })]);
      const values = (await bodies()).map(({ value }) => value as number);
      expect(values).toHaveLength(40);
      expect(Math.min(...values)).toBe(-1.01);
      expect(Math.max(...values)).toBe(7.5);
    });

    it('says what becomes of distributions', async () => {
      const point = pointOf('distribution', { values: [1, 2] }, { samples: 2 });
      const warnings: string[] = [];
      const asHistogram = open({ onWarning: (warning) => void warnings.push(warning) });
      await write(asHistogram, [point]);
      await write(asHistogram, [point]);
      expect((await bodies()).map(({ type }) => type)).toEqual(Array(4).fill('histogram'));
      expect(warnings).toHaveLength(1);

      const report = await write(open({ distributionAs: 'drop' }), [point]);
      expect(report.dropped).toEqual({ refused: 2 });
      const rejected = write(open({ distributionAs: 'throw' }), [point]);
      await expect(rejected).rejects.toMatchObject({ code: 'ERR_SINK' });
    });

    it('leaves out tags without a value unless told otherwise, and joins those of one key', async () => {
      const tags = ['a:1', 'a:2', 'beta'];
      const warnings: string[] = [];
      await write(open({ onWarning: (warning) => void warnings.push(warning) }), [
        pointOf('count', { sum: 1 }, { tags, host: '' }),
      ]);
      await write(open({ bareTags: 'empty' }), [
        pointOf('count', { sum: 1 }, { tags, host: '', bucketStart: T + 10 }),
      ]);
      expect((await bodies()).map((body) => body['tags'])).toEqual([
        { a: '1,2' },
        { a: '1,2', beta: '' },
      ]);
      expect(warnings).toEqual([expect.stringContaining('"beta"')]);
    });

    it('writes points ready to be sent in wrapped mode', async () => {
      const samples = { values: [1, 1, 1, 2, 2, 2, 3, 3] };
      const histogram = { count: 8, sum: 15, min: 1, max: 3, samples };
      const report = await write(open({ mode: 'wrapped', clock }), [
        pointOf('count', { sum: 7 }),
        pointOf('histogram', histogram, { samples: 8 }),
        pointOf('distribution', { values: [1] }),
      ]);
      expect(report.dropped).toEqual({ refused: 1 });
      const tags = ['env:test', 'host:h'];
      const found = await bodies('chouette:metrics:wrapped');
      expect(found[0]).toEqual({
        metric: 'm.count',
        tags,
        points: [[T, 7]],
        type: 'count',
        interval: 10,
      });
      expect(found[2]).toEqual({
        metric: 'm.histogram.median',
        tags,
        points: [[T, 2]],
        type: 'gauge',
      });
      expect(found.slice(1).map(({ metric, points }) => [metric, points])).toEqual([
        ['m.histogram.max', [[T, 3]]],
        ['m.histogram.median', [[T, 2]]],
        ['m.histogram.avg', [[T, 1.875]]],
        ['m.histogram.count', [[T, 0.8]]],
        ['m.histogram.95percentile', [[T, 3]]],
      ]);
    });

    it('gives the agent one point for each series and bucket, whatever is written', async () => {
      const kind = fc.constantFrom('count', 'histogram', 'set');
      const series = fc.record({ kind, tag: fc.nat(3), bucket: fc.nat(2), value: fc.nat(9) });
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(series, { maxLength: 8 }), { maxLength: 4 }),
          async (cuts) => {
            await observer.flushAll();
            const sinks = [open(), open()];
            for (const [index, cut] of cuts.entries()) {
              const points = cut.map(({ kind: type, tag, bucket, value }) => {
                const to = { tags: [`t:${tag}`], bucketStart: T + 10 * bucket };
                if (type === 'count') return pointOf('count', { sum: value }, to);
                if (type === 'set') return pointOf('set', { members: [String(value)] }, to);
                const samples = { values: [value] };
                const state = { count: 1, sum: value, min: value, max: value, samples };
                return pointOf('histogram', state, to);
              });
              await write(sinks[index % 2] as RedisSink, points);
            }
            const agent = aggregateAsAgent(await readQueue(observer), T + 100);
            const keys = agent.map(({ metric, tags, points }) =>
              [metric, ...tags, points[0][0]].join(),
            );
            expect(new Set(keys).size).toBe(keys.length);
            const counted = agent.filter(({ metric }) => metric === 'm.count');
            const total = counted.reduce((sum, { points }) => sum + points[0][1], 0);
            const all = cuts.flat().filter((entry) => entry.kind === 'count');
            expect(total).toBe(all.reduce((sum, { value }) => sum + value, 0));
          },
        ),
        { numRuns: 60 },
      );
    });

    it('writes thirty thousand samples without holding the event loop', async () => {
      const values = Array.from({ length: 1000 }, (_, index) => index);
      const samples = { values };
      const state = { count: 1000, sum: 499_500, min: 0, max: 999, samples };
      const points = Array.from({ length: 30 }, (_, index) =>
        pointOf('histogram', state, { samples: 1000, tags: [`t:${index}`] }),
      );
      let turns = 0;
      const counting = setInterval(() => turns++, 1);
      const report = await write(open(), points);
      clearInterval(counting);
      expect(report.accepted).toBe(30_000);
      expect(turns).toBeGreaterThan(10);
      expect(await observer.zCard('chouette:metrics:raw.keys')).toBe(30_000);
      expect(await observer.hLen('chouette:metrics:raw.values')).toBe(30_000);
    });

    it('lists all that is wrong with what a histogram should become', () => {
      const make = (histogram: object) => () => open({ mode: 'wrapped', histogram });

      expect(make({ aggregates: ['p95'] })).toThrow(
        /histogram.aggregates: expected 'max' or .*p95/,
      );
      expect(make({ percentiles: [95] })).toThrow('expected fractions between 0 and 1, got 95');
      expect(make({ aggregates: [], percentiles: [] })).toThrow(
        'histogram: expected at least one aggregate or percentile',
      );
    });

    it('takes an undefined part of that choice for one that was left out', async () => {
      const histogram: object = { aggregates: undefined, percentiles: [] };
      const sink = open({ mode: 'wrapped', histogram });
      const state = { count: 1, sum: 2, min: 2, max: 2, samples: { values: [2] } };
      await write(sink, [pointOf('histogram', state, { samples: 1 })]);

      expect(await observer.zCard('chouette:metrics:wrapped.keys')).toBe(4);
    });
  },
);
