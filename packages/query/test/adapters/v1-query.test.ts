import { describe, expect, test } from 'vitest';
import { query } from '../../src/index.js';
import { ScriptedTransport } from '../scripted-transport.js';

const NaNs = Number.NaN;

async function asked(text: string, body?: unknown, options: object = {}) {
  const transport = new ScriptedTransport(() => (body === undefined ? {} : { body }));
  const stream = query({
    ...{ api: 'v1', query: text, from: 0, to: 10_000, transport },
    ...options,
  } as never);
  const batch = await stream.next();
  const { path = '', method } = transport.requests[0] ?? {};
  const { searchParams, pathname } = new URL(path, 'http://localhost');
  return { batch, method, pathname, query: searchParams.get('query'), path };
}

describe('a request', () => {
  test('asks for four aggregations at once, in intervals', async () => {
    const { method, pathname, query, path } = await asked('avg:system.load.1{env:prod,!host:a}');

    expect([method, pathname]).toEqual(['GET', '/api/v1/query']);
    expect(query).toBe(
      ['avg', 'min', 'max', 'sum']
        .map((name) => `${name}:system.load.1{env:prod,!host:a}.rollup(${name}, 60)`)
        .join(','),
    );
    expect(path).toMatch(/^\/api\/v1\/query\?from=0&to=\d+&query=avg%3Asystem/);
  });

  test('keeps a rollup that is there', async () => {
    const { query } = await asked('sum:m{*}.as_count().rollup(sum, 300)');
    expect(query).toContain('min:m{*}.as_count().rollup(sum, 300),');
  });

  test.each([
    ['avg:m{*} by {host}', "api 'v1' has no groups: use 'timeseries'"],
    ['avg:a{*} / avg:b{*}', "use 'timeseries' (v2) for anything more"],
    ['abs(avg:a{*})', "api 'v1' takes one metric query such as"],
  ])('of %s is refused', async (text, problem) => {
    await expect(asked(text)).rejects.toMatchObject({
      code: 'INVALID_ARG',
      message: expect.stringContaining(problem),
    });
  });
});

describe('an answer', () => {
  const answer = (series: unknown[], more: object = {}) => ({ status: 'ok', series, ...more });

  test('is merged by time, with NaN where an aggregation has none', async () => {
    const { batch } = await asked(
      'avg:m{*}',
      answer([
        {
          aggr: 'avg',
          query_index: 0,
          pointlist: [
            [1_000_000, 1],
            [2_000_000, 2],
          ],
        },
        {
          aggr: 'max',
          query_index: 2,
          pointlist: [
            [2_000_000, 5],
            [3_000_000, null],
          ],
        },
      ]),
    );

    expect(batch).toMatchObject({ ok: true, pointsCount: 3 });
    expect(batch?.data).toEqual({
      kind: 'points',
      timestamps: Float64Array.of(1_000, 2_000, 3_000),
      avg: Float64Array.of(1, 2, NaNs),
      min: Float64Array.of(NaNs, NaNs, NaNs),
      max: Float64Array.of(NaNs, 5, NaNs),
      sum: Float64Array.of(NaNs, NaNs, NaNs),
    });
  });

  test('tells the aggregation by its index where it has no name; the last value of a slot wins', async () => {
    const { batch } = await asked(
      'm{*}',
      answer([
        {
          aggr: null,
          query_index: 3,
          pointlist: [
            [1_500, 7],
            [1_999.5, 8],
          ],
        },
        { query_index: 1, pointlist: [[1_000, 2]] },
      ]),
    );

    expect(batch?.data).toMatchObject({
      timestamps: Float64Array.of(1),
      min: Float64Array.of(2),
      sum: Float64Array.of(8),
    });
  });

  test('without series is an empty batch', async () => {
    const { batch } = await asked('m{*}', answer([]));
    expect(batch).toMatchObject({ ok: true, pointsCount: 0 });
  });

  test.each([
    [{ status: 'error', error: 'metric not found' }, 'Datadog says error: metric not found'],
    [{ status: 'ok' }, 'series: expected an array'],
    [answer([{ aggr: 'avg', pointlist: 5 }]), 'series.0.pointlist'],
    [answer([{ aggr: 'avg', pointlist: [[1, 'x']] }]), 'series.0.pointlist.0.1'],
    [answer([{ aggr: 'p95', query_index: 9, pointlist: [[1, 1]] }]), 'neither aggr (p95)'],
  ])('%j is none', async (body, problem) => {
    const { batch } = await asked('m{*}', body);
    expect(batch).toMatchObject({ ok: false, error: { code: 'PARSE', httpStatus: 200 } });
    expect(batch?.error?.message).toContain(problem);
  });

  test('gives points at a seam once: to the window that begins there', async () => {
    const transport = new ScriptedTransport(() => ({
      body: answer([{ aggr: 'avg', pointlist: [0, 60, 120, 180, 240].map((s) => [s * 1_000, s]) }]),
    }));
    const stream = query({
      api: 'v1',
      query: 'm{*}',
      from: 5,
      to: 240,
      chunkSeconds: 120,
      transport,
    });

    const { timestamps } = await stream.collect();

    expect(transport.windows).toEqual([
      { from: 5, to: 120 },
      { from: 120, to: 240 },
    ]);
    expect([...timestamps]).toEqual([0, 60, 120, 180, 240]);
  });
});
