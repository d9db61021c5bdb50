import { createRequire } from 'node:module';
import { createIntake, type Intake } from '@dogstats/intake';
import nock from 'nock';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  AdaptivePolicy,
  type QueryOptions,
  query,
  type TimeseriesResult,
  validate,
} from '../src/index.js';
import { TestClock } from './test-clock.js';

const hour = 3_600;
const now = 1_795_824_000;
const from = now - 24 * hour;

/** The engine and the intake have one time, which jumps over waits. */
let clock: TestClock;
let intake: Intake;
const lines = ['/home', '/cart', '/pay'].map((route, line) => ({
  metric: 'http.requests',
  tags: [`route:${route}`],
  points: Array.from({ length: 1_440 }, (_, minute): [number, number] => [
    from + minute * 60,
    (line + 1) * 10_000 + minute,
  ]),
}));

beforeAll(async () => {
  clock = new TestClock(now * 1_000);
  const rateLimit = { requests: 1_000, periodSeconds: 60 };
  intake = await createIntake({
    ...{ port: 0, clock: { now: () => clock.now() }, retentionSeconds: 25 * hour },
    ...{ apiKeys: ['right'], applicationKeys: ['app'], rateLimit },
  });
  await intake.seed({ series: lines });
});
beforeEach(() => intake.clearFaults());
afterAll(() => intake.close());

const text = 'avg:http.requests{*} by {route}';
const open = (options: Partial<QueryOptions> = {}) =>
  query({
    ...{ query: text, from, to: now, url: intake.url, apiKey: 'right', appKey: 'app', env: {} },
    ...{ clock, random: () => 0.5, ...options },
  } as QueryOptions & { api?: 'timeseries' });

/** Each minute once, with the value that was seeded. */
function expectComplete({ times, series }: TimeseriesResult): void {
  expect([...times]).toEqual(lines[0]?.points.map(([seconds]) => seconds * 1_000));
  const found = new Map(series.map(({ groupTags, values }) => [groupTags.join(), [...values]]));
  const wanted = new Map(
    lines.map(({ tags, points }) => [tags.join(), points.map(([, value]) => value)]),
  );
  expect(found).toEqual(wanted);
}

describe('a day is read back with nothing missing and nothing twice', () => {
  test('from a server that has no objection', async () => {
    expectComplete(await open().collect());
  });

  test.each([429, 503])('from one that answers %i to windows over 90 minutes', async (status) => {
    intake.addFaults({ status, on: { windowOverSeconds: 5_400 } });
    const lengths: number[] = [];
    const told: number[] = [];
    const stream = open({ onRetry: ({ httpStatus }) => told.push(httpStatus) });

    const parts = [];
    for await (const batch of stream) {
      lengths.push((batch.chunkEnd - batch.chunkStart) / 1_000);
      parts.push(batch);
    }
    stream.reset();
    expectComplete(await stream.collect());

    expect(Math.max(...lengths)).toBeLessThanOrEqual(5_400);
    expect(lengths.reduce((sum, length) => sum + length)).toBe(24 * hour);
    expect(new Set(told)).toEqual(new Set([status]));
  });

  test('from one that fails half of the time, in every way', async () => {
    const on = { path: '/api/v2/query/*' };
    let roll = 0.1;
    const random = () => {
      roll = (roll * 16_807 + 0.137) % 1;
      return roll;
    };
    const flaky = await createIntake({
      ...{ port: 0, random, retentionSeconds: 25 * hour, clock: { now: () => clock.now() } },
    });
    await flaky.seed({ series: lines });
    flaky.addFaults(
      { status: 429, probability: 0.15, on },
      { status: 503, probability: 0.15, on },
      { reset: true, probability: 0.15, on },
    );

    // Else half of all windows would be as short as can be.
    const hourly = new AdaptivePolicy({ minChunkMs: hour * 1_000 });
    expectComplete(await open({ url: flaky.url, maxRetries: 100, policy: hourly }).collect());
    expect(flaky.state().faults.every(({ played }) => played > 0)).toBe(true);
    await flaky.close();
  });

  test('from one that allows three requests in a minute', async () => {
    const strict = await createIntake({
      ...{ port: 0, retentionSeconds: 25 * hour, clock: { now: () => clock.now() } },
      rateLimit: { requests: 3, periodSeconds: 60 },
    });
    await strict.seed({ series: lines });
    const retried: number[] = [];
    const stream = open({
      url: strict.url,
      chunkSeconds: hour,
      onRetry: ({ httpStatus }) => retried.push(httpStatus),
    });

    expectComplete(await stream.collect());
    // It waits when it has asked for the last time in a period, and is never refused.
    expect(retried).toEqual([]);
    await strict.close();
  });

  test('in windows that begin within an interval', async () => {
    const { times } = await open({ from: from + 90, chunkSeconds: 1_000 }).collect();
    // The first whole interval; no point of the one before lies in the range.
    const expected = lines[0]?.points.slice(2).map(([seconds]) => seconds * 1_000);
    expect([...times]).toEqual(expected);
  });

  test('when answers are larger than what is taken: in shorter windows', async () => {
    expectComplete(await open({ maxAnswerBytes: 6_000 }).collect());
    const tiny = await open({ maxAnswerBytes: 10 }).next();
    expect(tiny).toMatchObject({
      ok: false,
      error: { code: 'PARSE', message: expect.stringContaining('raise maxAnswerBytes') },
    });
  });

  test('in v1, as four aggregations', async () => {
    const stream = query({
      ...{ api: 'v1', query: 'http.requests{*}', from, to: now, chunkSeconds: hour, clock },
      ...{ url: intake.url, apiKey: 'right', appKey: 'app', env: {} },
    });

    const { timestamps, avg, min, max, sum } = await stream.collect();

    expect([...timestamps]).toEqual(lines[0]?.points.map(([seconds]) => seconds));
    const minutes = [...timestamps.keys()];
    expect([...min]).toEqual(minutes.map((minute) => 10_000 + minute));
    expect([...max]).toEqual(minutes.map((minute) => 30_000 + minute));
    expect([...avg]).toEqual(minutes.map((minute) => 20_000 + minute));
    expect([...sum]).toEqual(minutes.map((minute) => 60_000 + 3 * minute));
  });

  test('in sums of a rollup that is coarser than the interval', async () => {
    const rolled = 'sum:http.requests{route:/home}.rollup(sum, 3600)';
    intake.addFaults({ status: 503, on: { windowOverSeconds: 3 * hour } });

    const { series, times } = await open({ query: rolled }).collect();

    expect(times).toHaveLength(24);
    const total = lines[0]?.points.reduce((sum, [, value]) => sum + value, 0);
    expect(series[0]?.values.reduce((sum, value) => sum + value)).toBe(total);
  });
});

test('scalars have a row for each group and window', async () => {
  const stream = query({
    ...{ api: 'scalar', queries: [{ query: text, aggregator: 'max' }], from, to: now, clock },
    ...{ chunkSeconds: 6 * hour, url: intake.url, apiKey: 'right', appKey: 'app', env: {} },
  });

  const { starts, columns } = await stream.collect();

  expect(new Set(starts)).toEqual(
    new Set([0, 6, 12, 18].map((hours) => (from + hours * hour) * 1_000)),
  );
  expect(columns.map(({ type, name }) => [type, name])).toEqual([
    ['group', 'route'],
    ['number', 'q0'],
  ]);
});

test('formulas over several queries, in hours as in one window', async () => {
  const options = {
    query: undefined,
    queries: [{ query: 'sum:http.requests{route:/home}' }, { query: 'sum:http.requests{*}' }],
    formulas: [{ formula: 'q0 / q1' }],
  };
  const { series } = await open({ ...options, chunkSeconds: hour }).collect();

  expect(series).toHaveLength(1);
  expect(series[0]).toMatchObject({ name: 'q0 / q1', groupTags: [] });
  expect(series[0]?.values[0]).toBeCloseTo(10_000 / 60_000, 12);
});

test('wrong keys are named as the reason, and not shown', async () => {
  const batch = await open({ appKey: 'wrong' }).next();

  expect(batch).toMatchObject({ ok: false, error: { code: 'CLIENT', httpStatus: 403 } });
  expect(batch?.error?.message).toContain('check apiKey, appKey');
  expect(await validate({ url: intake.url, apiKey: 'right', appKey: 'app', env: {} })).toEqual({
    valid: true,
  });
});

describe('by the models of the official client', () => {
  const require = createRequire(import.meta.url);
  const { ObjectSerializer } =
    require('@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/models/ObjectSerializer.js');
  const { ObjectSerializer: V1Serializer } =
    require('@datadog/datadog-api-client/dist/packages/datadog-api-client-v1/models/ObjectSerializer.js');

  /** What the engine sent and got, by way of a `fetch` that looks. */
  async function exchangeOf(options: Partial<QueryOptions>) {
    const exchanges: { url: string; request: unknown; answer: unknown }[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const response = await globalThis.fetch(input, init);
      const request = init?.body && JSON.parse(Buffer.from(init.body as Uint8Array).toString());
      exchanges.push({ url: String(input), request, answer: await response.clone().json() });
      return response;
    };
    await open({ ...options, fetch, to: from + hour } as never).collect();
    return exchanges[0] as (typeof exchanges)[0];
  }
  const parsed = (serializer: typeof ObjectSerializer, model: string, json: unknown) => {
    const object = serializer.deserialize(json, model, '');
    expect(JSON.stringify(object)).not.toMatch(/unparsedObject|"_unparsed":true/);
    return object;
  };

  test('timeseries', async () => {
    const { request, answer } = await exchangeOf({ formulas: [{ formula: 'q0 * 2' }] });
    const asked = parsed(ObjectSerializer, 'TimeseriesFormulaQueryRequest', request);
    expect(asked.data.attributes).toMatchObject({ from: from * 1_000, interval: 60_000 });
    expect(asked.data.attributes.queries[0]).toMatchObject({ dataSource: 'metrics', name: 'q0' });
    parsed(ObjectSerializer, 'TimeseriesFormulaQueryResponse', answer);
  });

  test('scalars', async () => {
    const { request, answer } = await exchangeOf({ api: 'scalar' });
    const asked = parsed(ObjectSerializer, 'ScalarFormulaQueryRequest', request);
    expect(asked.data.attributes.queries[0]).toMatchObject({ aggregator: 'avg' });
    parsed(ObjectSerializer, 'ScalarFormulaQueryResponse', answer);
  });

  test('v1', async () => {
    const { answer, url } = await exchangeOf({ api: 'v1', query: 'avg:http.requests{*}' });
    expect(parsed(V1Serializer, 'MetricsQueryResponse', answer).series).toHaveLength(4);
    expect(url).toContain('query=avg%3Ahttp.requests%7B*%7D');
  });
});

test('a query that is given a fetch can be tested with nock', async () => {
  nock.disableNetConnect();
  const attributes = {
    times: [0],
    series: [{ query_index: 0, group_tags: ['k:a'] }],
    values: [[5]],
  };
  const reqheaders = { 'dd-api-key': 'key', 'dd-application-key': 'app' };
  nock('https://api.datadoghq.eu', { reqheaders })
    .post('/api/v2/query/timeseries')
    .reply(429, {}, { 'x-ratelimit-reset': '2' })
    .post('/api/v2/query/timeseries', ({ data }) => data.attributes.to === 1_800_000)
    .reply(200, { data: { attributes } })
    .post('/api/v2/query/timeseries')
    .reply(200, { data: { attributes: {} } });

  const own = new TestClock();
  const { series } = await query({
    ...{ query: 'm{*} by {k}', from: 0, to: 3_600, site: 'datadoghq.eu', env: {}, clock: own },
    ...{ apiKey: 'key', appKey: 'app', fetch: globalThis.fetch },
  }).collect();

  expect(series).toMatchObject([{ groupTags: ['k:a'], values: Float64Array.of(5) }]);
  expect(own.waits).toEqual([2_000]);
  expect(nock.isDone()).toBe(true);
  nock.enableNetConnect();
  nock.restore();
});
