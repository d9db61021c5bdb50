import { beforeEach, describe, expect, test } from 'vitest';
import { read, sendDistribution, sendSeries, write } from '../client.js';
import { ask, at, count, gauge, intake, type Line, rate, start, useIntake } from './rig.js';

useIntake();

describe('over time', () => {
  beforeEach(() =>
    sendSeries(intake, { type: gauge, points: at([0, 4], [1, 8], [25, 3]), tags: ['a:1'] }),
  );

  test.each([
    ['avg:m{*}.rollup(20)', { 0: 6, 20: 3 }],
    ['avg:m{*}.rollup(sum, 20)', { 0: 12, 20: 3 }],
    ['avg:m{*}.rollup(min, 20)', { 0: 4, 20: 3 }],
    ['avg:m{*}.rollup(max, 20)', { 0: 8, 20: 3 }],
    ['avg:m{*}.rollup(count, 20)', { 0: 2, 20: 1 }],
    ['avg:m{*}.rollup(sum, 60)', { 0: 15 }],
  ])('%s', async (query, values) => {
    expect(await ask(query)).toEqual({ '*': values });
  });

  test.each([
    ['avg:m{*}.rollup(5).fill(null)', { 0: 6, 25: 3 }],
    [
      'avg:m{*}.rollup(5).fill(zero)',
      { 0: 6, 5: 0, 10: 0, 15: 0, 20: 0, 25: 3, 30: 0, 35: 0, 40: 0, 45: 0, 50: 0, 55: 0 },
    ],
    ['avg:m{*}.rollup(5).fill(zero, 10)', { 0: 6, 5: 0, 10: 0, 25: 3, 30: 0, 35: 0 }],
    ['avg:m{*}.rollup(5).fill(last, 5)', { 0: 6, 5: 6, 25: 3, 30: 3 }],
    ['avg:m{*}.rollup(5).fill(linear)', { 0: 6, 5: 5.4, 10: 4.8, 15: 4.2, 20: 3.6, 25: 3 }],
    ['avg:m{*}.rollup(5).fill(linear, 20)', { 0: 6, 25: 3 }],
    ['avg:none{*}.rollup(5).fill(zero)', undefined],
  ])('%s', async (query, values) => {
    const line = (await ask(query))['*'];
    const rounded =
      line && Object.entries(line).map(([at, value]) => [at, Math.round(value * 1e9) / 1e9]);
    expect(rounded && Object.fromEntries(rounded)).toEqual(values);
  });

  test('gaps are filled in each series, before they become one', async () => {
    await sendSeries(intake, { type: gauge, points: at([0, 10], [10, 10]), tags: ['a:2'] });

    expect(await ask('sum:m{*}.rollup(10).fill(linear)', 20)).toEqual({ '*': { 0: 16, 10: 10 } });
    expect(await ask('sum:m{*}.rollup(10).fill(last)', 20)).toEqual({ '*': { 0: 16, 10: 16 } });
  });

  test('a minute is shown by the second, an hour by 20 seconds, a day by 5 minutes', async () => {
    expect(await ask('avg:m{*}')).toEqual({ '*': { 0: 4, 1: 8, 25: 3 } });
    expect(await ask('avg:m{*}', 3_600)).toEqual({ '*': { 0: 6, 20: 3 } });
    expect(await ask('avg:m{*}', 86_400)).toEqual({ '*': { 0: 5 } });
  });

  test('more than 1,500 points nobody gets', async () => {
    const to = start + 86_400;
    const path = `/api/v1/query?from=${start}&to=${to}&query=avg:m{*}.rollup(avg,1)`;
    const { json } = await read(intake, path);
    expect((json as { series: Line[] }).series[0]?.interval).toBe(60);
  });

  test('the end of the range does not belong to it', async () => {
    expect(await ask('avg:m{*}', 25)).toEqual({ '*': { 0: 4, 1: 8 } });
  });
});

describe('over contexts', () => {
  beforeEach(() =>
    sendSeries(
      intake,
      { type: gauge, points: at([0, 1], [10, 5]), tags: ['env:prod', 'route:/a'], host: 'web-1' },
      { type: gauge, points: at([0, 3]), tags: ['env:prod', 'route:/b'], host: 'web-2' },
      { type: gauge, points: at([0, 20]), tags: ['env:dev', 'route:/a', 'route:/b'] },
    ),
  );

  test.each([
    ['avg:m{*}', { 0: 8, 10: 5 }],
    ['sum:m{*}', { 0: 24, 10: 5 }],
    ['min:m{*}', { 0: 1, 10: 5 }],
    ['max:m{*}', { 0: 20, 10: 5 }],
    ['count:m{*}', { 0: 3, 10: 1 }],
    ['sum:m{env:prod}', { 0: 4, 10: 5 }],
    ['sum:m{ENV:Prod}', { 0: 4, 10: 5 }],
    ['sum:m{!env:prod}', { 0: 20 }],
    ['sum:m{env:p*}', { 0: 4, 10: 5 }],
    ['sum:m{e*:*d}', { 0: 4, 10: 5 }],
    ['sum:m{env:*}', { 0: 24, 10: 5 }],
    ['sum:m{host:web-*,route:/b}', { 0: 3 }],
    ['sum:m{env:prod AND (route:/b OR host:web-1)}', { 0: 4, 10: 5 }],
    ['sum:m{route IN (/a) AND env NOT IN (dev)}', { 0: 1, 10: 5 }],
  ])('%s', async (query, values) => {
    expect(Object.values(await ask(query))).toEqual([values]);
  });

  test('a line for each value of a key, and for none', async () => {
    expect(await ask('sum:m{*} by {env}')).toEqual({
      'env:dev': { 0: 20 },
      'env:prod': { 0: 4, 10: 5 },
    });
    expect(await ask('sum:m{*} by {route}')).toEqual({
      'route:/a': { 0: 21, 10: 5 },
      'route:/b': { 0: 23 },
    });
    expect(await ask('sum:m{env:dev} by {host,route}')).toEqual({
      'host:N/A,route:/a': { 0: 20 },
      'host:N/A,route:/b': { 0: 20 },
    });
  });

  test('letters of tags make no difference, and without a host there is no tag for it', async () => {
    const points = at([0, 7]);
    await sendSeries(intake, { metric: 'n', type: gauge, points, tags: ['Env:Prod'] });
    expect(await ask('sum:n{env:prod} by {ENV}')).toEqual({ 'env:prod': { 0: 7 } });
    expect(await ask('sum:n{host:*}')).toEqual({});
    expect(await ask('sum:n{h*}')).toEqual({});
  });

  test('tags with more combinations than there may be lines are cut short', async () => {
    const keys = Array.from({ length: 10 }, (_, key) => `k${key}`);
    const tags = keys.flatMap((key) => Array.from({ length: 10 }, (_, value) => `${key}:${value}`));
    await sendSeries(intake, { metric: 'n', type: gauge, points: at([0, 1]), tags });
    expect(Object.keys(await ask(`sum:n{*} by {${keys.join()}}`))).toHaveLength(10_000);
  });

  test.each(['sum:nothing{*}', 'sum:m{env:none}', 'p95:m{*}'])('%s has no line', async (query) => {
    expect(await ask(query)).toEqual({});
  });
});

describe('counts and rates', () => {
  beforeEach(() =>
    sendSeries(
      intake,
      { metric: 'c', type: count, interval: 10, points: at([0, 30], [10, 50]) },
      { metric: 'r', type: rate, interval: 10, points: at([0, 3], [10, 5]) },
      { metric: 'g', type: gauge, points: at([0, 3], [10, 5]) },
    ),
  );

  test.each([
    ['sum:c{*}.rollup(20)', 40],
    ['sum:c{*}.as_count().rollup(20)', 80],
    ['sum:c{*}.as_rate().rollup(20)', 4],
    ['sum:r{*}.rollup(20)', 4],
    ['sum:r{*}.as_count().rollup(20)', 80],
    ['sum:r{*}.as_rate().rollup(20)', 4],
    ['sum:g{*}.as_count().rollup(20)', 4],
    ['sum:g{*}.as_rate().rollup(20)', 4],
  ])('%s', async (query, value) => {
    expect(await ask(query)).toEqual({ '*': { 0: value } });
  });
});

describe('distributions', () => {
  beforeEach(async () => {
    const values = Array.from({ length: 100 }, (_, index) => index + 1);
    await sendDistribution(intake, 'd', [[start, values.slice(0, 50)]], ['env:a']);
    await sendDistribution(intake, 'd', [[start + 1, values.slice(50)]], ['env:b']);
  });

  test.each([
    ['avg', 50.5],
    ['sum', 5_050],
    ['min', 1],
    ['max', 100],
    ['count', 100],
  ])('%s is that of all samples', async (aggregator, value) => {
    expect(await ask(`${aggregator}:d{*}.rollup(60)`)).toEqual({ '*': { 0: value } });
  });

  test('so are percentiles, within a sketch’s error', async () => {
    for (const [name, exact] of [
      ['p50', 50],
      ['p95', 95],
      ['p99.9', 100],
    ] as const) {
      const value = (await ask(`${name}:d{*}.rollup(60)`))['*']?.[0] ?? 0;
      expect(Math.abs(value - exact)).toBeLessThanOrEqual(exact * 0.02 + 0.5);
    }
    expect(await ask('max:d{*} by {env}.rollup(60)')).toEqual({
      'env:a': { 0: 50 },
      'env:b': { 0: 100 },
    });
  });

  test('counts of them are per interval or per second', async () => {
    expect(await ask('count:d{*}.as_count().rollup(20)')).toEqual({ '*': { 0: 100 } });
    expect(await ask('count:d{*}.as_rate().rollup(20)')).toEqual({ '*': { 0: 5 } });
    expect(await ask('count:d{*}.rollup(20).fill(zero, 20)')).toEqual({ '*': { 0: 100, 20: 0 } });
  });
});

describe('what is asked wrongly is refused', () => {
  test.each([
    ['from=1&to=2', 'query is missing'],
    ['from=2&to=1&query=avg:m{*}', 'from must be before to'],
    ['from=&to=1&query=avg:m{*}', 'from must be unix seconds'],
    ['from=1&to=x&query=avg:m{*}', 'to must be unix seconds'],
    ['from=1&to=2&query=avg:m', 'at position 5'],
    ['from=1&to=2&query=nope(avg:m{*})', 'nope() is none of abs'],
    ['from=1&to=2&query=abs(1)', 'abs() takes one query'],
  ])('%s', async (parameters, problem) => {
    const { status, json } = await read(intake, `/api/v1/query?${parameters}`);
    expect(status).toBe(400);
    expect(json.errors?.join()).toContain(problem);
  });

  test('without both keys', async () => {
    const path = `/api/v1/query?from=1&to=2&query=avg:m{*}`;
    expect((await read(intake, path, { 'dd-application-key': '' })).status).toBe(403);
  });
});

test('the answer has all that Datadog’s has: times in milliseconds, intervals in seconds', async () => {
  await sendSeries(intake, { type: gauge, points: at([0, 1], [10, 5]), tags: ['env:a'] });
  await write(intake, '/api/v1/metrics/m', { unit: 'byte', per_unit: 'second' });
  const query = 'max:m{*} by {env}.rollup(10)';
  const path = `/api/v1/query?from=${start}&to=${start + 60}&query=${encodeURIComponent(query)}`;

  expect((await read(intake, path)).json).toMatchObject({
    ...{ status: 'ok', res_type: 'time_series', query, message: '', group_by: ['env'] },
    ...{ from_date: start * 1_000, to_date: (start + 60) * 1_000 },
    series: [
      {
        ...{ metric: 'm', display_name: 'm', aggr: 'max', expression: query, query_index: 0 },
        ...{ scope: 'env:a', tag_set: ['env:a'], interval: 10, length: 2 },
        ...{ start: start * 1_000, end: (start + 20) * 1_000 - 1 },
        pointlist: [
          [start * 1_000, 1],
          [(start + 10) * 1_000, 5],
        ],
        unit: [{ name: 'byte' }, { name: 'second' }],
      },
    ],
  });
});

test('a tenant sees its own points only', async () => {
  await sendSeries(intake, { type: gauge, points: at([0, 1]) });
  const path = `/api/v1/query?from=${start}&to=${start + 9}&query=avg:m{*}`;
  const { json } = await read(intake, path, { host: 'dd.other.localhost' });
  expect(json).toMatchObject({ series: [] });
});

describe('lists', () => {
  beforeEach(async () => {
    await sendSeries(
      intake,
      { metric: 'http.requests', tags: ['env:a'], host: 'web-1', points: at([0, 1]) },
      { metric: 'http.requests', tags: ['env:b'], points: at([600, 1]) },
      { metric: 'cpu', host: 'web-2', points: at([0, 1]) },
    );
    await sendDistribution(intake, 'http.time', [[start, [1]]]);
  });

  test.each([
    [`/api/v1/metrics?from=${start}`, { metrics: ['cpu', 'http.requests', 'http.time'] }],
    [`/api/v1/metrics?from=${start + 1}`, { metrics: ['http.requests'] }],
    [`/api/v1/metrics?from=${start}&host=web-2`, { metrics: ['cpu'] }],
    [
      '/api/v1/search?q=metrics:http',
      { results: { metrics: ['http.requests', 'http.time'], hosts: [] } },
    ],
    ['/api/v1/search?q=hosts:web', { results: { metrics: [], hosts: ['web-1', 'web-2'] } }],
    ['/api/v1/search?q=cpu', { results: { metrics: ['cpu'], hosts: [] } }],
    [
      '/api/v2/metrics/http.requests/all-tags',
      { data: { id: 'http.requests', attributes: { tags: ['env:a', 'env:b', 'host:web-1'] } } },
    ],
  ])('%s', async (path, body) => {
    expect((await read(intake, path)).json).toMatchObject(body);
  });

  test('the tags of a metric that nobody sent are not found', async () => {
    expect((await read(intake, '/api/v2/metrics/none/all-tags')).status).toBe(404);
  });
});
