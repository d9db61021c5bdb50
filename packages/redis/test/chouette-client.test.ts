import { ManualClock } from '@dogstats/core/testing';
import { ChouetteClient, type ChouetteClientOptions } from '@dogstats/redis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
  'ChouetteClient with %s',
  (_name, makeClient) => {
    let server: RedisServer;
    let observer: Observer;
    let connected: TestClient;
    const opened: ChouetteClient[] = [];
    const warnings: string[] = [];

    beforeAll(async () => {
      server = await RedisServer.start();
      observer = await openObserver(server.url);
      connected = makeClient(server.url);
    });
    beforeEach(() => observer.flushAll());
    afterEach(async () => {
      for (const chouette of opened.splice(0)) {
        const { recorded, accepted, retained, dropped } = chouette.stats();
        const lost = Object.values(dropped).reduce((sum, calls) => sum + calls, 0);
        expect(accepted + retained + lost).toBe(recorded);
        await chouette.close();
      }
      warnings.length = 0;
    });
    afterAll(async () => {
      connected.close();
      observer.destroy();
      await server.stop();
    });

    const open = (options: Partial<ChouetteClientOptions> = {}): ChouetteClient => {
      const onWarning = (warning: string) => void warnings.push(warning);
      const chouette = new ChouetteClient({ client: connected.client, onWarning, ...options });
      opened.push(chouette);
      return chouette;
    };

    it('writes one count as two keys', async () => {
      const id = await open().count('demo.hits', 3, T, { env: 'dev', room: 'lab' });
      expect((await observer.keys('*')).sort()).toEqual([
        'chouette:metrics:raw.keys',
        'chouette:metrics:raw.values',
      ]);
      expect(await observer.zRangeWithScores('chouette:metrics:raw.keys', 0, -1)).toEqual([
        { value: id, score: T },
      ]);
      expect(await observer.hGetAll('chouette:metrics:raw.values')).toEqual({
        [id as string]: `{"metric":"demo.hits","type":"count","value":3,"timestamp":${T},"tags":{"env":"dev","room":"lab"}}`,
      });
    });

    it('writes both keys in one transaction, the sorted set first', async () => {
      const monitor = await openObserver(server.url);
      const commands: string[] = [];
      await monitor.monitor((line) => void commands.push(String(line)));
      await open().count('demo.hits', 3, T);
      await observer.ping();
      while (!commands.some((line) => /"ping"/i.test(line)))
        await new Promise((resolve) => setImmediate(resolve));
      monitor.destroy();
      const names = commands.map((line) => /"(\w+)"/.exec(line)?.[1]?.toUpperCase());
      const from = names.indexOf('MULTI');
      expect(names.slice(from, from + 4)).toEqual(['MULTI', 'ZADD', 'HSET', 'EXEC']);
    });

    it('gives the score of its bucket, or its own time', async () => {
      await open().count('a', 1, T + 1.25);
      await open({ score: 'timestamp' }).count('b', 1, T + 1.25);
      const found = await readQueue(observer);
      expect(found.map(({ score, body }) => [body['metric'], score, body['timestamp']])).toEqual([
        ['a', T, T + 1.25],
        ['b', T + 1.25, T + 1.25],
      ]);
    });

    it('signs increments and decrements', async () => {
      const chouette = open();
      await Promise.all([chouette.increment('m', 2, T), chouette.decrement('m', 3, T + 10)]);
      const found = await readQueue(observer);
      expect(found.map(({ body }) => [body['type'], body['value']])).toEqual([
        ['count', 2],
        ['count', -3],
      ]);
    });

    it('writes sets as lists of strings and numbers, each once', async () => {
      const chouette = open();
      await chouette.set('a', new Set(['Alice', 'Bob']), T);
      await chouette.set('b', ['x', 1, 'x', { b: 1, a: [2] }, { a: [2], b: 1 }, true], T + 10);
      const found = await readQueue(observer);
      expect(found.map(({ body }) => body['value'])).toEqual([
        ['Alice', 'Bob'],
        ['x', 1, '{"a":[2],"b":1}', 'true'],
      ]);
    });

    it('has gauges, rates and histograms of the same form', async () => {
      const chouette = open();
      await Promise.all([
        chouette.gauge('m', 1.5, T),
        chouette.rate('m', 2.5, T + 10),
        chouette.histogram('m', 3.5, T + 20),
      ]);
      const found = await readQueue(observer);
      expect(found.map(({ body }) => body)).toEqual([
        { metric: 'm', type: 'gauge', value: 1.5, timestamp: T, tags: {} },
        { metric: 'm', type: 'rate', value: 2.5, timestamp: T + 10, tags: {} },
        { metric: 'm', type: 'histogram', value: 3.5, timestamp: T + 20, tags: {} },
      ]);
    });

    it('takes now where no time is given, and no tags where none are', async () => {
      const clock = new ManualClock(T + 0.25);
      const chouette = open({ clock });
      await Promise.all([
        chouette.count('m', 1),
        chouette.count('m', 1, 0),
        chouette.count('m', 1, null, {}),
        chouette.count('m', 1, new Date((T + 0.25) * 1000)),
      ]);
      for (const { body } of await readQueue(observer)) {
        expect(body).toMatchObject({ timestamp: T + 0.25, tags: {} });
      }
    });

    it('writes all tags as strings', async () => {
      await open().count('m', 1, T, { on: true, ratio: 1.5, name: 'x' });
      const [record] = await readQueue(observer);
      expect(record?.body['tags']).toEqual({ on: 'true', ratio: '1.5', name: 'x' });
    });

    it('times in seconds, or in whole milliseconds, and also what throws', async () => {
      const clock = new ManualClock(T);
      const chouette = open({ clock });
      const inSeconds = chouette.timed('s', { a: 'b' })(async () => {
        await clock.advance(1234.5);
        return 'result';
      });
      const inMs = chouette.timed(
        'ms',
        undefined,
        true,
      )(async () => {
        await clock.advance(8765.6);
        throw new Error('mine');
      });
      expect(await inSeconds()).toBe('result');
      await expect(inMs()).rejects.toThrow('mine');
      {
        using _watch = chouette.timer('block');
        await clock.advance(250);
      }
      while (chouette.stats().accepted < 3) await new Promise((resolve) => setTimeout(resolve, 1));
      const found = await readQueue(observer);
      const byMetric = Object.fromEntries(found.map(({ body }) => [body['metric'], body]));
      expect(byMetric['s']).toMatchObject({
        type: 'histogram',
        value: 1.2345,
        timestamp: T + 1.2345,
        tags: { a: 'b' },
      });
      expect(byMetric['ms']).toMatchObject({ type: 'histogram', value: 8766 });
      expect(byMetric['block']).toMatchObject({ type: 'histogram', value: 0.25 });
    });

    it('refuses what would poison the queue before Redis sees it', async () => {
      const chouette = open();
      const wrong = chouette as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
      const circular: Record<string, unknown> = {};
      circular['self'] = circular;
      const calls: [string, ...unknown[]][] = [
        ['count', 'm', Number.NaN],
        ['rate', 'm', Number.POSITIVE_INFINITY],
        ['histogram', 'm', '5'],
        ['gauge', 'm', null],
        ['gauge', 'm', true],
        ['decrement', 'm', '5'],
        ['set', 'm', 'Alice'],
        ['set', 'm', [circular]],
        ['count', '', 1],
        ['count', 5, 1],
        ['count', 'm', 1, '5'],
        ['count', 'm', 1, T * 1000],
        ['count', 'm', 1, Number.NaN + 1],
      ];
      for (const [method, ...args] of calls.slice(0, -1)) {
        expect(await wrong[method]?.(...args), `${method} ${String(args)}`).toBeNull();
      }
      expect(await observer.keys('*')).toEqual([]);
      const { recorded, dropped } = chouette.stats();
      expect(recorded).toBe(calls.length - 1);
      expect(dropped).toEqual({
        invalid_value: 7,
        invalid_arguments: 1,
        invalid_name: 2,
        invalid_timestamp: 1,
        timestamp_in_ms: 1,
      });
      expect(warnings.length).toBeGreaterThan(0);
    });

    it('keeps the records of each series side by side', async () => {
      const chouette = open();
      for (let index = 0; index < 50; index++) {
        void chouette.histogram('blog.app.testhist', index, T + index / 5);
        await chouette.count('blog.app.testcounter', 2, T + index / 5);
      }
      const metrics = (await readQueue(observer)).map(({ body }) => body['metric']);
      const changes = metrics.filter((metric, index) => index > 0 && metric !== metrics[index - 1]);
      expect(metrics).toHaveLength(100);
      expect(changes).toHaveLength(1);
    });

    it('counts what is past maxRecords', async () => {
      const chouette = open({ maxRecords: 3 });
      const ids = await Promise.all(Array.from({ length: 5 }, () => chouette.count('m', 1, T)));
      expect(ids.filter((id) => id === null)).toHaveLength(2);
      expect(await chouette.count('m', 1, T)).toBeNull();
      expect(chouette.stats()).toMatchObject({ accepted: 3, dropped: { queue_full: 3 } });
      expect(await readQueue(observer)).toHaveLength(3);
    });

    it('lists all that is wrong with its options', () => {
      const make = (options: object) => () => new ChouetteClient(options as ChouetteClientOptions);
      const problems = [
        "score: expected 'bucket' or 'timestamp'",
        "unknown option 'prefx'",
        'maxRecords: expected a whole number from 1, got 0',
        "retry: expected 'at-most-once' or 'at-least-once'",
        'client: expected a client of "redis" or "ioredis"',
      ];
      const wrong = { client: {}, maxRecords: 0, score: 'x', retry: 'y', prefx: '' };
      for (const problem of problems) expect(make(wrong)).toThrow(problem);
    });
  },
);
