import { expect, test } from 'vitest';
import { clampToFinite } from '../../src/metric/clamp-to-finite.js';

test.each([
  [1.5, 1.5],
  [Number.POSITIVE_INFINITY, Number.MAX_VALUE],
  [Number.NEGATIVE_INFINITY, -Number.MAX_VALUE],
  [Number.NaN, 0],
])('%d goes out as %d', (value, expected) => {
  expect(clampToFinite(value)).toBe(expected);
});
