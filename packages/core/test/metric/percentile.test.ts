import { describe, expect, test } from 'vitest';
import { percentileSuffix, percentiles } from '../../src/metric/percentile.js';

const dogapi = [0.75, 0.85, 0.95, 0.99];

function state(values: number[], weights?: number[]) {
  const count = weights?.reduce((sum, weight) => sum + weight, 0) ?? values.length;
  const samples = weights === undefined ? { values } : { values, weights };
  return { count, sum: 0, min: Math.min(...values), max: Math.max(...values), samples };
}

describe('percentiles', () => {
  test.each([
    [1, [1, 1, 1, 1]],
    [2, [2, 2, 2, 2]],
    [3, [2, 3, 3, 3]],
    [5, [4, 4, 5, 5]],
    [10, [8, 9, 10, 10]],
    [18, [14, 15, 17, 18]],
    [30, [23, 26, 29, 30]],
    [50, [38, 43, 48, 50]],
    [100, [75, 85, 95, 99]],
    [250, [188, 213, 238, 248]],
    [1000, [750, 850, 950, 990]],
  ])('of 1…%d are %j', (n, expected) => {
    const descending = Array.from({ length: n }, (_, index) => n - index);

    expect(percentiles(state(descending), dogapi)).toEqual(expected);
  });

  test('a low one of few samples is the first value', () => {
    expect(percentiles(state([7, 8]), [0.01])).toEqual([7]);
  });

  test('count weights', () => {
    expect(percentiles(state([1, 2, 3], [1, 1, 8]), [0.1, 0.2, 0.5])).toEqual([1, 2, 3]);
  });
});

test.each([
  [0.95, '95percentile'],
  [0.99, '99percentile'],
  [0.999, '99.9percentile'],
  [0.29, '29percentile'],
  [0.57, '57percentile'],
])('%d is called %s', (fraction, suffix) => {
  expect(percentileSuffix(fraction)).toBe(suffix);
});
