import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { skipWithoutRedis } from './redis-server.js';
import { RelayRig, recentBucket } from './relay-rig.js';

describe.skipIf(skipWithoutRedis())('RedisRelay', () => {
  let rig: RelayRig;
  const T = recentBucket();

  beforeAll(async () => {
    rig = await RelayRig.start();
  });
  afterEach(() => rig.reset());
  afterAll(() => rig.stop());

  it('sums records of one series wherever they lie', async () => {
    const writer = rig.writer({ score: 'timestamp' });
    for (const [index, metric] of ['m', 'z', 'm', 'z', 'm'].entries()) {
      await writer.count(metric, index + 1, T + index, { room: 'lab', env: 'dev' });
    }
    const report = await rig.relay({ globalTags: ['team:a', 'env:prod'] }).drain();
    expect(report).toMatchObject({ accepted: 5, rejected: 0, expired: 0, unsettled: 0 });
    expect(rig.intake.series({ metric: 'm' })).toMatchObject([
      {
        type: 'count',
        interval: 10,
        tags: ['env:dev', 'room:lab', 'team:a'],
        points: [{ timestamp: T, value: 9 }],
      },
    ]);
    expect(rig.values('z')).toEqual({ [T]: 6 });
    expect(await rig.observer.keys('chouette:metrics:raw.*')).toEqual([]);
  });

  it('sends each type as the agent does', async () => {
    const writer = rig.writer();
    const at = (seconds: number): number => T + seconds;
    await Promise.all([
      writer.rate('rate', 5, at(1)),
      writer.rate('rate', 15, at(2)),
      writer.gauge('gauge', 7, at(8)),
      writer.gauge('gauge', 3, at(5)),
      writer.set('set', ['a', 'b', 1], at(1)),
      writer.set('set', ['b', '1', 1], at(3)),
      ...[1, 1, 1, 2, 2, 2, 3, 3].map((value, after) => writer.histogram('h', value, at(after))),
    ]);
    await rig.relay({ host: 'pi' }).drain();
    const sent = rig.intake.series().map(({ metric, type, host, points }) => {
      expect(host).toBe('pi');
      return [metric, type, points[0]?.value];
    });
    expect(sent).toHaveLength(8);
    expect(sent).toEqual(
      expect.arrayContaining([
        ['rate', 'rate', 2],
        ['gauge', 'gauge', 7],
        ['set', 'count', 4],
        ['h.avg', 'gauge', 1.875],
        ['h.count', 'rate', 0.8],
        ['h.max', 'gauge', 3],
        ['h.median', 'gauge', 2],
        ['h.95percentile', 'gauge', 3],
      ]),
    );
  });

  it('sends the aggregates that it is told to', async () => {
    const writer = rig.writer();
    await Promise.all([1, 2, 3, 10].map((value) => writer.histogram('h', value, T)));
    const histogram = { aggregates: ['min', 'sum'] as const, percentiles: [0.5, 0.9] };
    await rig.relay({ histogram }).drain();
    const sent = rig.intake.series().map(({ metric, points }) => [metric, points[0]?.value]);
    expect(sent.sort()).toEqual([
      ['h.50percentile', 2.5],
      ['h.90percentile', expect.closeTo(7.9)],
      ['h.min', 1],
      ['h.sum', 16],
    ]);
  });

  it('waits until a bucket has ended and settled', async () => {
    const writer = rig.writer();
    await writer.count('open', 1, T);
    await writer.count('ended', 1, T - 10);
    const drain = (atSeconds: number, settleSeconds = 0): Promise<unknown> =>
      rig.relay({ settleSeconds }, { atSeconds }).drain();
    expect(await drain(T + 9, 25)).toMatchObject({ accepted: 0 });
    expect(await drain(T + 9)).toMatchObject({ accepted: 1 });
    expect(await drain(T + 10)).toMatchObject({ accepted: 1 });
  });

  it('sends the whole value again for a record that is half a minute late', async () => {
    const writer = rig.writer();
    const relay = rig.relay();
    await Promise.all([writer.count('m', 5, T), writer.set('s', ['a', 'b'], T)]);
    await Promise.all([1, 2, 3].map((value) => writer.histogram('h', value, T)));
    await relay.drain();
    expect(rig.values('m')).toEqual({ [T]: 5 });

    // By a relay that has never seen the first of them, and is half a minute later.
    const later = rig.relay({}, { aheadSeconds: 30 });
    await Promise.all([
      writer.count('m', 2, T + 3),
      writer.set('s', ['b', 'c'], T + 3),
      writer.histogram('h', 10, T + 3),
    ]);
    expect(await later.drain()).toMatchObject({ accepted: 3, resent: 0 });
    expect(rig.values('m')).toEqual({ [T]: 7 });
    expect(rig.values('s')).toEqual({ [T]: 3 });
    expect(rig.values('h.avg')).toEqual({ [T]: 4 });
    expect(rig.values('h.max')).toEqual({ [T]: 10 });
    expect(await relay.account()).toEqual({ accepted: 8, dropped: {}, rejected: {}, pending: 0 });
  });

  it('counts what is too old, and takes it out', async () => {
    const writer = rig.writer();
    await writer.count('m', 1, T - 3_300);
    await writer.count('m', 1, T);
    const relay = rig.relay();
    expect(await relay.drain()).toMatchObject({ expired: 1, accepted: 1 });
    expect(await relay.account()).toMatchObject({ dropped: { too_old: 1 }, pending: 0 });
    await writer.count('m', 1, T);
    expect(await rig.relay({ ttlSeconds: 60 }, { aheadSeconds: 90 }).drain()).toMatchObject({
      expired: 1,
    });
  });

  it('sets aside what it cannot use, each with its reason, and goes on', async () => {
    const wrong: [id: string, body: string, reason: string][] = [
      ['1', 'not json', 'not_json'],
      ['2', '[1]', 'not_json'],
      ['3', '{"metric":"m","type":"count","value":null,"timestamp":1}', 'invalid_value'],
      ['4', '{"metric":"m","type":"histogram","value":"5","timestamp":1}', 'invalid_value'],
      ['5', '{"metric":"m","type":"distribution","value":5,"timestamp":1}', 'unknown_type'],
      ['6', '{"metric":"","type":"count","value":5,"timestamp":1}', 'invalid_name'],
      ['7', '{"metric":"m","type":"count","value":5,"timestamp":"5"}', 'invalid_timestamp'],
      ['8', '{"metric":"m","type":"count","value":5}', 'invalid_timestamp'],
      ['9', '{"metric":"m","type":"set","value":[["a"]],"timestamp":1}', 'invalid_value'],
      ['10', '{"metric":"m","type":"count","value":5,"timestamp":1e12}', 'timestamp_in_ms'],
    ];
    for (const [id, body] of wrong) await rig.writeRaw(id, T, body);
    await rig.writeRaw(
      'future',
      T + 10_000,
      '{"metric":"m","type":"count","value":5,"timestamp":1}',
    );
    await rig.writeRaw(
      'ms',
      T * 1000,
      `{"metric":"m","type":"count","value":5,"timestamp":${T}000}`,
    );
    await rig.writer().count('fine', 1, T);
    const relay = rig.relay();
    expect(await relay.drain()).toMatchObject({ accepted: 1, rejected: 12 });
    const reasons = (await rig.rejected()).map(({ id, reason }) => [id, reason]);
    expect(reasons.sort()).toEqual(
      [
        ...wrong.map(([id, , reason]) => [id, reason]),
        ['future', 'too_new'],
        ['ms', 'timestamp_in_ms'],
      ].sort(),
    );
    const { rejected, pending } = await relay.account();
    expect(Object.values(rejected).reduce((sum, count) => sum + count, 0)).toBe(12);
    expect(pending).toBe(0);
  });

  it('keeps the last thousand of what it rejects', async () => {
    const ids = Array.from({ length: 1_005 }, (_, index) => `bad-${index}`);
    await rig.observer.zAdd(
      'chouette:metrics:raw.keys',
      ids.map((value) => ({ score: T, value })),
    );
    await rig.observer.hSet(
      'chouette:metrics:raw.values',
      Object.fromEntries(ids.map((id) => [id, '!'])),
    );
    expect(await rig.relay().drain()).toMatchObject({ rejected: 1_005 });
    expect(await rig.rejected()).toHaveLength(1_000);
  });

  it('takes what other programs write: any ids, their own times, tags as a list, booleans', async () => {
    const body = (value: unknown, tags: unknown): string =>
      JSON.stringify({ metric: 'agent.self', type: 'count', value, timestamp: T + 1.5, tags });
    await rig.writeRaw('0e4b3c1e-8f7e-4f7e-9b0a-8d1b4d0f5a11', T + 1.5, body(3, { a: 'b' }));
    await rig.writeRaw('zz', T + 9.25, body(true, ['a:b']));
    await rig.writer().count('agent.self', 4, T, { a: 'b' });
    await rig.relay().drain();
    expect(rig.intake.series({ metric: 'agent.self' })).toMatchObject([
      { tags: ['a:b'], points: [{ timestamp: T, value: 8 }] },
    ]);
  });

  it('waits for the body of an id that has none yet', async () => {
    const relay = rig.relay();
    await rig.observer.zAdd('chouette:metrics:raw.keys', { score: T, value: 'half' });
    expect(await relay.drain()).toMatchObject({ accepted: 0, rejected: 0 });
    const body = JSON.stringify({ metric: 'm', type: 'count', value: 1, timestamp: T, tags: {} });
    await rig.observer.hSet('chouette:metrics:raw.values', 'half', body);
    expect(await relay.drain()).toMatchObject({ accepted: 1 });
  });

  it('makes names and tags what Datadog would make of them', async () => {
    await rig.writer().count('my "metric"', 1, T, { 'A b': 'C"d' });
    await rig.relay().drain();
    expect(rig.intake.series()).toMatchObject([{ metric: 'my_metric', tags: ['a_b:c_d'] }]);
  });

  it('keeps the percentiles of very many values within one percent', async () => {
    const writer = rig.writer();
    const relay = rig.relay();
    for (let part = 0; part < 3; part++) {
      const from = part * 2_000;
      const values = Array.from({ length: 2_000 }, (_, index) => from + index + 1);
      await Promise.all(values.map((value) => writer.histogram('h', value, T)));
      await relay.drain();
    }
    const value = (metric: string): number => rig.values(metric)[T] ?? Number.NaN;
    expect(value('h.max')).toBe(6_000);
    expect(value('h.avg')).toBe(3_000.5);
    expect(value('h.count')).toBe(600);
    expect(Math.abs(value('h.95percentile') / 5_700 - 1)).toBeLessThan(0.02);
  });

  it('rejects the series that the intake refuses, and delivers the others', async () => {
    const writer = rig.writer();
    for (let index = 0; index < 8; index++) await writer.count(`m${index}`, 1, T);
    const { url } = rig.intake;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const body = Buffer.from(init?.body as Uint8Array);
      const { inflateSync } = await import('node:zlib');
      return inflateSync(body).toString().includes('"m5"')
        ? new Response('{"errors":["m5 is not wanted"]}', { status: 400 })
        : globalThis.fetch(input, init);
    };
    const relay = rig.relay({ delivery: { apiKey: 'local', url, fetch } });
    expect(await relay.drain()).toMatchObject({ accepted: 7, rejected: 1 });
    expect(await rig.rejected()).toMatchObject([
      { reason: 'refused', detail: expect.stringContaining('m5') },
    ]);
    expect(await relay.account()).toMatchObject({
      accepted: 7,
      rejected: { refused: 1 },
      pending: 0,
    });
  });

  it('leaves records where they are until the intake accepts them', async () => {
    const writer = rig.writer();
    await writer.count('m', 1, T);
    const relay = rig.relay({}, { url: 'http://127.0.0.1:1' });
    const drained = relay.drain();
    while ((relay.delivery?.errors ?? []).length === 0)
      await new Promise((done) => setTimeout(done, 5));
    expect(await relay.account()).toMatchObject({ accepted: 0, pending: 1 });
    await relay.close();
    expect(await drained).toMatchObject({ accepted: 0, unsettled: 1 });
    expect(await rig.relay().drain()).toMatchObject({ accepted: 1 });
    expect(rig.values('m')).toEqual({ [T]: 1 });
  });

  it('says that Redis failed, and goes on when it is back', async () => {
    const writer = rig.writer();
    await writer.count('m', 1, T);
    const relay = rig.relay();
    await rig.observer.rename('chouette:metrics:raw.keys', 'aside');
    await rig.observer.set('chouette:metrics:raw.keys', 'no sorted set');
    await expect(relay.drain()).rejects.toMatchObject({ code: 'ERR_SINK' });
    await rig.observer.rename('aside', 'chouette:metrics:raw.keys');
    expect(await relay.drain()).toMatchObject({ accepted: 1 });
  });

  it('lists all that is wrong with its options', () => {
    const make = () =>
      rig.relay({
        ttlSeconds: 4_000,
        leaseMs: 1,
        histogram: { percentiles: [95] },
        sink: {} as never,
      });
    for (const name of ['ttlSeconds', 'leaseMs', 'histogram.percentiles', 'delivery', 'sink']) {
      expect(make).toThrow(new RegExp(`- ${name}: expected`));
    }
  });
});
