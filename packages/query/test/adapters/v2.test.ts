import { describe, expect, test } from 'vitest';
import { type QueryOptions, query } from '../../src/index.js';
import { ScriptedTransport } from '../scripted-transport.js';

async function asked(options: Partial<QueryOptions>, attributes?: object) {
  const body = attributes && { data: { attributes } };
  const transport = new ScriptedTransport(() => (body === undefined ? {} : { body }));
  const stream = query({ from: 0, to: 3_600, transport, ...options });
  const batch = await stream.next();
  const { path, body: sent = '' } = transport.requests[0] ?? {};
  return { batch, path, sent: JSON.parse(sent).data };
}

const q0 = { query: 'avg:system.cpu.user{*} by {host}' };

describe('a timeseries', () => {
  test('request has queries, formulas, times and interval in milliseconds', async () => {
    const { path, sent } = await asked({
      queries: [q0, { query: 'b{*}', name: 'b', dataSource: 'cloud_cost', aggregator: 'max' }],
      formulas: [{ formula: 'q0 * 100', aggregator: 'sum' }],
      intervalSeconds: 20,
    });

    expect(path).toBe('/api/v2/query/timeseries');
    expect(sent).toEqual({
      type: 'timeseries_request',
      attributes: {
        ...{ from: 0, to: 3_600_000, interval: 20_000 },
        queries: [
          { data_source: 'metrics', name: 'q0', query: q0.query },
          { data_source: 'cloud_cost', name: 'b', query: 'b{*}' },
        ],
        formulas: [{ formula: 'q0 * 100' }],
      },
    });
  });

  test('request has no formulas when there are none', async () => {
    const { sent } = await asked({ query: 'm{*}' });
    expect(sent.attributes).not.toHaveProperty('formulas');
  });

  test('answer becomes columns', async () => {
    const unit = [{ name: 'second', family: 'time' }, null];
    const { batch } = await asked(
      { queries: [q0] },
      {
        times: [0, 60_000],
        series: [{ query_index: 0, group_tags: ['host:a'], unit }, { query_index: 0 }],
        values: [
          [1, null],
          [0.5, 2],
        ],
      },
    );

    expect(batch).toMatchObject({ ok: true, pointsCount: 3 });
    expect(batch?.data).toEqual({
      kind: 'timeseries',
      times: Float64Array.of(0, 60_000),
      series: [
        {
          queryIndex: 0,
          name: 'q0',
          groupTags: ['host:a'],
          values: Float64Array.of(1, Number.NaN),
          unit,
        },
        { queryIndex: 0, name: 'q0', groupTags: [], values: Float64Array.of(0.5, 2), unit: [] },
      ],
    });
  });

  test.each([
    [{ times: [1, 2], series: [{}], values: [[1]] }, 'values.0: 1 values for 2 times'],
    [{ times: [1], series: [{}], values: [] }, '0 rows of values for 1 series'],
    [{ times: [1], series: [{}], values: [['a']] }, 'values.0.0: expected a number or null'],
    [{ times: [2, 1], series: [], values: [] }, 'times.1: times have to ascend'],
    [{ times: [1], series: [{ group_tags: 5 }], values: [[1]] }, 'group_tags'],
    [{ times: 5 }, 'times: expected an array'],
  ])('answer %j is none', async (attributes, problem) => {
    const { batch } = await asked({ query: 'm{*}' }, attributes);
    expect(batch).toMatchObject({ ok: false, error: { code: 'PARSE' } });
    expect(batch?.error?.message).toContain(problem);
  });

  test('answer without any arrays is an empty batch', async () => {
    const { batch } = await asked({ query: 'm{*}' }, {});
    expect(batch).toMatchObject({ ok: true, pointsCount: 0, data: { series: [] } });
  });
});

describe('a scalar', () => {
  test('request has an aggregator on each query, and no interval', async () => {
    const { path, sent } = await asked({
      api: 'scalar',
      queries: [
        q0,
        { query: 'b{*}', aggregator: 'sum' },
        { query: 'c{*}' },
        { query: 'd{*}', name: 'q' },
      ],
      formulas: [
        { formula: 'q0 + q2' },
        { formula: 'q2', aggregator: 'last' },
        { formula: '2 * q', aggregator: 'max' },
      ],
    });

    expect(path).toBe('/api/v2/query/scalar');
    expect(sent.type).toBe('scalar_request');
    expect(sent.attributes).not.toHaveProperty('interval');
    // Of the first formula that mentions the name, and only the whole name.
    expect(
      sent.attributes.queries.map(({ aggregator }: { aggregator: string }) => aggregator),
    ).toEqual(['avg', 'sum', 'avg', 'max']);
    expect(sent.attributes.formulas).toEqual([
      { formula: 'q0 + q2' },
      { formula: 'q2' },
      { formula: '2 * q' },
    ]);
  });

  test('answer becomes rows of its window, groups among them', async () => {
    const { batch } = await asked(
      { api: 'scalar', queries: [q0] },
      {
        columns: [
          { type: 'group', name: 'host', values: [['a'], ['b', 'c']] },
          { type: 'number', name: 'q0', values: [1.5, null], meta: { unit: [null, null] } },
        ],
      },
    );

    expect(batch).toMatchObject({ pointsCount: 2 });
    expect(batch?.data).toEqual({
      kind: 'scalar',
      starts: Float64Array.of(0, 0),
      ends: Float64Array.of(3_600_000, 3_600_000),
      columns: [
        { type: 'group', name: 'host', values: [['a'], ['b', 'c']] },
        { type: 'number', name: 'q0', values: Float64Array.of(1.5, Number.NaN) },
      ],
    });
  });

  test.each([
    [
      {
        columns: [
          { type: 'number', name: 'a', values: [1] },
          { type: 'number', name: 'b', values: [] },
        ],
      },
      '0 values for 1 rows',
    ],
    [{ columns: [{ type: 'text', name: 'a', values: [1] }] }, 'columns.0'],
    [{ columns: [{ type: 'group', name: 'a', values: ['x'] }] }, 'columns.0.values.0'],
  ])('answer %j is none', async (attributes, problem) => {
    const { batch } = await asked({ api: 'scalar', query: 'm{*}' }, attributes);
    expect(batch).toMatchObject({ ok: false, error: { code: 'PARSE' } });
    expect(batch?.error?.message).toContain(problem);
  });
});
