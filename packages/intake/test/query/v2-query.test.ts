import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { clock, now, send, sendDistribution, sendSeries } from '../client.js';

let intake: Intake;
beforeAll(async () => {
  intake = await createIntake({ port: 0, clock });
});
afterAll(() => intake.close());

const start = Math.floor(now / 600) * 600 - 600;
const query = (text: string, more: object = {}) => ({
  data_source: 'metrics',
  query: text,
  ...more,
});

beforeEach(async () => {
  intake.reset();
  const points = (...values: number[]): [number, number][] =>
    values.map((value, index) => [start + index * 10, value]);
  await sendSeries(
    intake,
    { metric: 'a', type: 3, points: points(1, 2, 3), tags: ['k:1'] },
    { metric: 'a', type: 3, points: points(10, 20), tags: ['k:2'] },
  );
  await sendDistribution(intake, 'd', [[start, Array.from({ length: 101 }, (_, index) => index)]]);
});

function ask(kind: 'timeseries' | 'scalar', attributes: object) {
  const body = {
    data: {
      type: `${kind}_request`,
      attributes: { from: start * 1_000, to: (start + 60) * 1_000, ...attributes },
    },
  };
  return send(intake, `/api/v2/query/${kind}`, body, { 'dd-application-key': 'local' });
}

describe('timeseries', () => {
  test('lines share their times; where one has no value there is null', async () => {
    const { json } = await ask('timeseries', {
      interval: 10_000,
      queries: [query('sum:a{*} by {k}', { name: 'q' })],
    });
    expect(json).toEqual({
      data: {
        type: 'timeseries_response',
        attributes: {
          series: [
            { group_tags: ['k:1'], query_index: 0, unit: [null, null] },
            { group_tags: ['k:2'], query_index: 0, unit: [null, null] },
          ],
          times: [0, 10, 20].map((second) => (start + second) * 1_000),
          values: [
            [1, 2, 3],
            [10, 20, null],
          ],
        },
      },
    });
  });

  test('formulas are worked out, and counted instead of queries', async () => {
    const { json } = await ask('timeseries', {
      interval: 10_000,
      queries: [query('sum:a{k:1}', { name: 'x' }), query('sum:a{k:2}', { name: 'y' })],
      formulas: [{ formula: 'y / x' }, { formula: 'x + 7' }],
    });
    expect(json).toMatchObject({
      data: {
        attributes: {
          series: [{ query_index: 0 }, { query_index: 1 }],
          values: [
            [10, 10, null],
            [8, 9, 10],
          ],
        },
      },
    });
  });

  test('the coarsest interval wins', async () => {
    const { json } = await ask('timeseries', {
      interval: 10_000,
      queries: [query('sum:a{k:1}.rollup(sum, 60)'), query('sum:a{k:2}')],
    });
    expect(json).toMatchObject({ data: { attributes: { values: [[6], [15]] } } });
  });

  test('nothing is an empty answer', async () => {
    const { json } = await ask('timeseries', { queries: [query('sum:none{*}')] });
    expect(json).toMatchObject({ data: { attributes: { series: [], times: [], values: [] } } });
  });

  test('the unit is the one that the metadata names', async () => {
    await fetch(`${intake.url}/api/v1/metrics/a`, {
      method: 'PUT',
      headers: { 'dd-api-key': 'local', 'dd-application-key': 'local' },
      body: JSON.stringify({ unit: 'request', per_unit: 'second' }),
    });
    const { json } = await ask('timeseries', { queries: [query('sum:a{k:1}')] });
    const unit = [{ name: 'request' }, { name: 'second' }];
    expect(json).toMatchObject({ data: { attributes: { series: [{ unit }] } } });
  });
});

describe('scalar', () => {
  test('a row for each group, a column for each key and formula', async () => {
    const { json } = await ask('scalar', {
      queries: [query('sum:a{*} by {k}.rollup(10)', { name: 'q', aggregator: 'sum' })],
      formulas: [{ formula: 'q * 2' }],
    });
    expect(json).toEqual({
      data: {
        type: 'scalar_response',
        attributes: {
          columns: [
            { name: 'k', type: 'group', values: [['1'], ['2']] },
            { name: 'q * 2', type: 'number', values: [12, 60], meta: { unit: [null, null] } },
          ],
        },
      },
    });
  });

  test.each([
    ['avg', 2],
    ['mean', 2],
    ['min', 1],
    ['max', 3],
    ['sum', 6],
    ['last', 3],
    ['l2norm', Math.sqrt(14)],
    ['area', 60],
  ])('over time by %s', async (aggregator, value) => {
    const { json } = await ask('scalar', {
      queries: [query('sum:a{k:1}.rollup(10)', { aggregator })],
    });
    expect(json).toMatchObject({ data: { attributes: { columns: [{ values: [value] }] } } });
  });

  test('a percentile is that of the whole range', async () => {
    const { json } = await ask('scalar', {
      queries: [query('p50:d{*}', { aggregator: 'percentile' })],
    });
    const [column] = (json as { data: { attributes: { columns: { values: number[] }[] } } }).data
      .attributes.columns;
    expect(Math.abs((column?.values[0] ?? 0) - 50)).toBeLessThan(1.5);
  });

  test('the first rows of many', async () => {
    const limit = { count: 1, order: 'desc' };
    const { json } = await ask('scalar', {
      queries: [query('sum:a{*} by {k}', { name: 'q' })],
      formulas: [{ formula: 'q', limit }],
    });
    const columns = [{ values: [['2']] }, { values: [15] }];
    expect(json).toMatchObject({ data: { attributes: { columns } } });
  });
});

describe('what is asked wrongly is refused', () => {
  test.each([
    [{ queries: [] }, 'queries'],
    [{ queries: [query('sum:a{')] }, 'at position 6'],
    [{ queries: [query('sum:a{*},sum:b{*}')] }, 'one query, not a list'],
    [{ queries: [{ data_source: 'logs', query: 'x' }] }, 'only "metrics" is here'],
    [{ queries: [query('sum:a{*}')], from: 5, to: 5 }, 'from must be before to'],
    [
      { queries: [query('sum:a{*}', { name: 'q' })], formulas: [{ formula: 'q + r' }] },
      '"r" in "q + r" is no query: there are q',
    ],
    [{ queries: [query('sum:a{*}', { aggregator: 'median' })] }, 'aggregator'],
  ])('%j', async (attributes, problem) => {
    const { status, json } = await ask('scalar', attributes);
    expect(status).toBe(400);
    expect(json.errors?.join()).toContain(problem);
  });

  test('a request of the other kind', async () => {
    const body = {
      data: {
        type: 'scalar_request',
        attributes: { from: 1, to: 2, queries: [query('sum:a{*}')] },
      },
    };
    const path = '/api/v2/query/timeseries';
    const { json } = await send(intake, path, body, { 'dd-application-key': 'local' });
    expect(json.errors?.join()).toContain('data.type must be "timeseries_request"');
  });
});
