import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Sketch } from '../../src/sketch/sketch.js';
import { keyOf } from '../../src/sketch/sketch-keys.js';

test.each([
  [1, 1_338],
  [2, 1_383],
  [10, 1_487],
  [100, 1_635],
  [0, 0],
  [1e-10, 0],
  [-2, -1_383],
  [1e300, 32_767],
])('the Agent puts %d into bin %d', (value, key) => {
  expect(keyOf(value)).toBe(key);
});

const samples = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
  minLength: 1,
  maxLength: 200,
});

test('a quantile is within 1/64 of the sample of its rank', () => {
  fc.assert(
    fc.property(samples, fc.double({ min: 0, max: 1, noNaN: true }), (samples, q) => {
      const sorted = [...samples].sort((a, b) => a - b);
      const sketch = Sketch.ofSamples(samples);
      const rank = q * (samples.length - 1);
      const low = sorted[Math.floor(rank)] as number;
      const high = sorted[Math.ceil(rank)] as number;
      const slack = (value: number): number => Math.abs(value) / 32 + 1e-9;
      expect(sketch.quantile(q)).toBeGreaterThanOrEqual(low - slack(low));
      expect(sketch.quantile(q)).toBeLessThanOrEqual(high + slack(high));
    }),
  );
});

test('sketches add up to the sketch of all samples, in any order', () => {
  fc.assert(
    fc.property(samples, samples, (some, others) => {
      const one = Sketch.ofSamples(some);
      const other = Sketch.ofSamples(others);
      const all = Sketch.ofSamples([...some, ...others]);
      for (const sum of [one.plus(other), other.plus(one)]) {
        expect([...sum.keys]).toEqual([...all.keys]);
        expect([...sum.counts]).toEqual([...all.counts]);
        expect([sum.count, sum.min, sum.max]).toEqual([all.count, all.min, all.max]);
        expect(sum.sum).toBeCloseTo(all.sum, 3);
      }
    }),
  );
});

describe('bins', () => {
  const summary = { count: 6, min: 1, max: 9, sum: 20 };

  test('may come in any order and repeat', () => {
    const sketch = Sketch.ofBins(summary, [5, 3, 5], [1, 2, 3]);

    expect([[...sketch.keys], [...sketch.counts]]).toEqual([
      [3, 5],
      [2, 4],
    ]);
  });

  test('past 4,096 the lowest become one, and no sample is lost', () => {
    const keys = Array.from({ length: 5_000 }, (_, key) => key);
    const sketch = Sketch.ofBins(
      { ...summary, count: 5_000 },
      keys,
      keys.map(() => 1),
    );

    expect(sketch.keys).toHaveLength(4_096);
    expect(sketch.keys[0]).toBe(904);
    expect(sketch.counts.reduce((sum, count) => sum + count, 0)).toBe(5_000);
  });
});

test('the ends are exact', () => {
  const sketch = Sketch.ofSamples([1.234, 5.678, 9.876]);

  expect([sketch.quantile(0), sketch.quantile(1), sketch.average]).toEqual([
    1.234,
    9.876,
    (1.234 + 5.678 + 9.876) / 3,
  ]);
});
