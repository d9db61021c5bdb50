import { beforeEach, describe, expect, test } from 'vitest';
import { read, sendSeries } from '../client.js';
import { ask, at, gauge, intake, start, useIntake } from './rig.js';

useIntake();

describe('arithmetic', () => {
  beforeEach(() =>
    sendSeries(
      intake,
      { metric: 'a', type: gauge, points: at([0, 6], [1, 8]), tags: ['k:1'] },
      { metric: 'a', type: gauge, points: at([0, 10]), tags: ['k:2'] },
      { metric: 'b', type: gauge, points: at([0, 2], [1, 0]), tags: ['k:1'] },
      { metric: 'b', type: gauge, points: at([0, 1]), tags: ['k:3'] },
    ),
  );

  test.each([
    ['sum:a{k:1} * 2 + 1', { 0: 13, 1: 17 }],
    ['100 - sum:a{k:1}', { 0: 94, 1: 92 }],
    ['-sum:a{k:1}', { 0: -6, 1: -8 }],
    ['sum:a{k:1} / sum:b{k:1}', { 0: 3 }],
    ['(sum:a{k:1} - sum:b{k:1}) / 2', { 0: 2, 1: 4 }],
    ['abs(sum:b{k:1} - sum:a{k:1})', { 0: 4, 1: 8 }],
    ['log2(sum:a{k:1})', { 0: Math.log2(6), 1: 3 }],
    ['cumsum(sum:a{k:1})', { 0: 6, 1: 14 }],
    ['diff(sum:a{k:1})', { 1: 2 }],
    ['per_minute(sum:a{k:1})', { 1: 120 }],
  ])('%s', async (query, values) => {
    expect(Object.values(await ask(query, 10))).toEqual([values]);
  });

  test('a rate of change over a gap is spread over it', async () => {
    await sendSeries(intake, { metric: 'gap', type: gauge, points: at([0, 1], [4, 9]) });
    expect(await ask('per_second(avg:gap{*})', 10)).toEqual({ '*': { 4: 2 } });
    expect(await ask('diff(avg:gap{*})', 10)).toEqual({ '*': { 4: 8 } });
  });

  test('lines of the same groups meet, and those without groups meet all', async () => {
    expect(await ask('sum:a{*} by {k} / sum:b{*} by {k}')).toEqual({ 'k:1': { 0: 3 } });
    expect(await ask('sum:a{*} by {k} + sum:b{k:3}')).toEqual({
      'k:1': { 0: 7 },
      'k:2': { 0: 11 },
    });
  });

  test('a gap can be filled with zeros', async () => {
    expect(await ask('default_zero(sum:a{k:2})', 3)).toEqual({ 'k:2': { 0: 10, 1: 0, 2: 0 } });
  });

  test('queries of a list are told apart', async () => {
    const path = `/api/v1/query?from=${start}&to=${start + 9}&query=avg:a{k:1},max:b{k:1}`;
    const { json } = await read(intake, path);
    expect(json).toMatchObject({
      status: 'ok',
      res_type: 'time_series',
      series: [
        { metric: 'a', aggr: 'avg', query_index: 0, expression: 'avg:a{k:1}', scope: 'k:1' },
        { metric: 'b', aggr: 'max', query_index: 1, interval: 1, length: 2 },
      ],
    });
  });
});
