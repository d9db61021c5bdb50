import { deflateSync } from 'node:zlib';
import type { MetricPoint } from '@dogstats/core';
import { Aggregator } from '@dogstats/core';
import { ManualClock } from '@dogstats/core/testing';
import { createIntake, type Intake } from '@dogstats/intake';
import { ChouetteClient, RedisSink } from '@dogstats/redis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aggregateAsAgent } from './chouette-agent.js';
import { readQueue } from './redis-clients.js';
import { skipWithoutRedis } from './redis-server.js';
import { RelayRig } from './relay-rig.js';

/** One in ten of one, six of two, three of three. */
const cycle = [1, 2, 2, 2, 2, 2, 2, 3, 3, 3];

/** What every bucket of ten seconds has: fifty turns. */
const expected = {
  'blog.app.testcounter': ['count', 100],
  'blog.app.testhist.avg': ['gauge', 2.2],
  'blog.app.testhist.max': ['gauge', 3],
  'blog.app.testhist.median': ['gauge', 2],
  'blog.app.testhist.95percentile': ['gauge', 3],
  'blog.app.testhist.count': ['rate', 5],
};

describe.skipIf(skipWithoutRedis())('the walkthrough through Redis', () => {
  let rig: RelayRig;
  /** Start of the first of three buckets. */
  const T0 = Math.floor(Date.now() / 10_000) * 10 - 90;

  beforeAll(async () => {
    rig = await RelayRig.start();
  });
  beforeEach(() => rig.reset());
  afterAll(() => rig.stop());

  /** 150 turns at 5 Hz, aggregated and flushed every ten seconds. */
  const throughSink = async (): Promise<void> => {
    const clock = new ManualClock(T0 - 10);
    const sink = new RedisSink({ client: rig.connect() });
    const aggregator = new Aggregator({
      mode: sink.mode,
      clock,
      random: Math.random,
      rollUpIntervalSeconds: 10,
      lateSeconds: 10,
      birthSeconds: T0 - 20,
      maxContexts: 100,
      prefix: '',
      host: 'h',
      tags: [],
      histogramSuffixes: [],
    });
    const write = async (points: Iterable<MetricPoint>): Promise<void> => {
      const { dropped } = await sink.write(
        { points },
        { signal: new AbortController().signal, deadline: Number.POSITIVE_INFINITY },
      );
      expect(dropped).toEqual({});
    };
    clock.step(10);
    for (let turn = 0; turn < 150; turn++) {
      aggregator.tick();
      aggregator.histogram('blog.app.testhist', cycle[turn % 10] ?? 0);
      aggregator.increment('blog.app.testcounter', 2);
      clock.step(0.2);
      if (turn % 50 === 49) await write(aggregator.cutClosed().points);
    }
    await write(aggregator.cutAll().points);
    await sink.close();
  };

  /** The same, call by call. */
  const throughClient = async (): Promise<void> => {
    const chouette = new ChouetteClient({ client: rig.connect() });
    const calls = [];
    for (let turn = 0; turn < 150; turn++) {
      const at = T0 + turn / 5;
      calls.push(chouette.histogram('blog.app.testhist', cycle[turn % 10] ?? 0, at));
      calls.push(chouette.increment('blog.app.testcounter', 2, at));
    }
    expect(await Promise.all(calls)).not.toContain(null);
    await chouette.close();
  };

  const ways = { 'the sink': throughSink, 'the client': throughClient };

  describe.each(Object.entries(ways))('by %s', (_name, write) => {
    it('gives a Chouette agent six points for each bucket', async () => {
      await write();
      const points = aggregateAsAgent(await readQueue(rig.observer), T0 + 60);
      expect(points).toHaveLength(18);
      for (const [name, [type, value]] of Object.entries(expected)) {
        const found = points.filter(({ metric }) => metric === name);
        expect(
          found.map((point) => [point.type, point.points[0][1]]),
          name,
        ).toEqual(Array(3).fill([type, expect.closeTo(value as number)]));
      }
    });

    it('gives the intake the same through the relay, and a replay changes nothing', async () => {
      await write();
      const relay = rig.relay();
      await relay.drain();
      const check = (): void => {
        expect(rig.intake.series()).toHaveLength(6);
        for (const [metric, [type, value]] of Object.entries(expected)) {
          const [series] = rig.intake.series({ metric });
          expect(series?.type, metric).toBe(type);
          if (type !== 'gauge') expect(series?.interval).toBe(10);
          expect(series?.points, metric).toEqual(
            [0, 10, 20].map((after) => ({
              timestamp: T0 + after,
              value: expect.closeTo(value as number),
            })),
          );
        }
      };
      check();
      for (let shard = 0; shard < 4; shard++) {
        await rig.observer.hSet('chouette:metrics:raw:relay:dirty', `${T0}/${shard}`, '1');
      }
      expect(await relay.drain()).toMatchObject({ accepted: 0, resent: 2 });
      check();
      expect(rig.intake.requests().map(({ status }) => status)).not.toContain(
        expect.not.closeTo(202),
      );
    });
  });
});

describe('the post of a Chouette agent', () => {
  let intake: Intake;

  beforeAll(async () => {
    intake = await createIntake({ port: 0 });
  });
  afterAll(() => intake.close());

  it('is taken: zlib, the key in the query, times with fractions', async () => {
    const T = Math.floor(Date.now() / 1000) - 20;
    const series = [
      {
        metric: 'm',
        tags: ['a:1', 'env:test'],
        points: [[T + 0.999, 1]],
        type: 'count',
        interval: 10,
        host: 'pi',
      },
      { metric: 'g', tags: ['env:test'], points: [[T, 2]], type: 'gauge', host: 'pi' },
    ];
    const response = await fetch(`${intake.url}/api/v1/series?api_key=local`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'deflate' },
      body: deflateSync(JSON.stringify({ series })),
    });
    expect(response.status).toBe(202);
    expect(intake.series({ metric: 'm' })).toMatchObject([
      { type: 'count', host: 'pi', points: [{ timestamp: T, value: 1 }] },
    ]);
  });
});
