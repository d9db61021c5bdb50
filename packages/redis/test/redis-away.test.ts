import type { DeliveryReport } from '@dogstats/core';
import { ChouetteClient, RedisSink, type RedisSinkOptions } from '@dogstats/redis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FlakyProxy } from './flaky-proxy.js';
import { pointOf } from './make-points.js';
import { clientMakers, openObserver, readQueue, type TestClient } from './redis-clients.js';
import { RedisServer, skipWithoutRedis } from './redis-server.js';

describe.skipIf(skipWithoutRedis()).each(Object.entries(clientMakers))(
  'while Redis is away, %s',
  (name, makeClient) => {
    let server: RedisServer;
    let proxy: FlakyProxy;
    const clients: TestClient[] = [];

    beforeEach(async () => {
      server = await RedisServer.start({ appendOnly: true });
      proxy = await FlakyProxy.start(server.port);
    });
    afterEach(async () => {
      for (const { close } of clients.splice(0)) close();
      await proxy.stop();
      await server.stop();
    });

    const connect = (url = proxy.url) => {
      const made = makeClient(url);
      clients.push(made);
      return made.client;
    };
    const openSink = (options: Partial<RedisSinkOptions> = {}) =>
      new RedisSink({ client: connect(), ...options });
    const write = (sink: RedisSink, sum: number): Promise<DeliveryReport> =>
      sink.write(
        { points: [pointOf('count', { sum }, { samples: sum })] },
        { signal: new AbortController().signal, deadline: Number.POSITIVE_INFINITY },
      );
    const values = async () => {
      const observer = await openObserver(server.url);
      const found = await readQueue(observer);
      observer.destroy();
      return found.map(({ body }) => body['value']);
    };

    it('records resolve null with one warning, when nothing may wait', async () => {
      await server.kill();
      const warnings: string[] = [];
      const onWarning = (warning: string) => void warnings.push(warning);
      const client = connect(server.url);
      const chouette = new ChouetteClient({ client, buffer: { maxBytes: 0 }, onWarning });
      const ids = await Promise.all([chouette.count('m', 1), chouette.count('m', 2)]);
      expect(ids).toEqual([null, null]);
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toMatch(
        /Record [\w-]+ was lost .*Redis: .*"metric":"m".*chouette:metrics:raw/,
      );
      expect(chouette.stats()).toMatchObject({ recorded: 2, dropped: { sink_failed: 2 } });
      await chouette.close();
    });

    it('records wait, and are written once it is back', async () => {
      await server.kill();
      const sink = openSink({ client: connect(server.url) });
      const written = Promise.all([write(sink, 1), write(sink, 2)]);
      while (sink.stats().errors?.length !== 1) await new Promise((done) => setTimeout(done, 5));
      expect(sink.stats()).toMatchObject({ accepted: 0, retained: 3 });
      await server.resume();
      expect((await written).map(({ accepted }) => accepted)).toEqual([1, 2]);
      expect(await values()).toEqual([1, 2]);
      await sink.close();
    });

    it('the oldest records give way when the buffer is full', async () => {
      await server.kill();
      const sink = openSink({ client: connect(server.url), buffer: { maxBytes: 2_000 } });
      const writes = Array.from({ length: 20 }, (_, index) => write(sink, index + 1));
      const first = await writes[0];
      expect(first?.dropped).toEqual({ queue_full: 1 });
      await server.resume();
      const reports = await Promise.all(writes);
      const kept = reports.filter(({ accepted }) => accepted > 0).length;
      expect(kept).toBeGreaterThan(0);
      expect(await values()).toEqual(
        Array.from({ length: kept }, (_, index) => 20 - kept + index + 1),
      );
      await sink.close();
    });

    it('a batch that was written before the connection broke is not written twice', async () => {
      const sink = openSink();
      await write(sink, 1);
      proxy.loseNextAnswerTo('EXEC');
      expect(await write(sink, 2)).toMatchObject({ accepted: 2, possiblyDuplicated: 0 });
      expect(await values()).toEqual([1, 2]);
      await sink.close();
    });

    it.each(['at-most-once', 'at-least-once'] as const)(
      'a batch that may have been read since is treated %s',
      async (retry) => {
        const sink = openSink({ retry });
        await write(sink, 1);
        proxy.loseNextRequestWith('EXEC');
        const report = await write(sink, 2);
        // ioredis sends what got no answer once more by itself.
        if (name === 'ioredis') expect(report).toMatchObject({ accepted: 2 });
        else if (retry === 'at-most-once') expect(report.dropped).toEqual({ ambiguous: 2 });
        else expect(report).toMatchObject({ accepted: 2, possiblyDuplicated: 2 });
        expect(await values()).toEqual('ambiguous' in report.dropped ? [1] : [1, 2]);
        await sink.close();
      },
    );

    it('what is not written when the sink closes is dropped', async () => {
      await server.kill();
      const sink = openSink({ client: connect(server.url) });
      const report = write(sink, 3);
      await new Promise((resolve) => setImmediate(resolve));
      await sink.close();
      expect(await report).toMatchObject({ accepted: 0, dropped: { shutdown: 3 } });
      expect(await write(sink, 1)).toMatchObject({ dropped: { shutdown: 1 } });
      expect(sink.stats()).toMatchObject({ retained: 0 });
    });

    it('a key of another kind ends in a report, not in a retry for ever', async () => {
      const observer = await openObserver(server.url);
      await observer.set('chouette:metrics:raw.values', 'not a hash');
      observer.destroy();
      const sink = openSink();
      const report = await write(sink, 1);
      expect(report.dropped).toEqual({ refused: 1 });
      expect(report.errors[0]?.message).toContain('WRONGTYPE');
      await sink.close();
    });
  },
);
