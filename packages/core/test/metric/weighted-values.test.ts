import { repeatedValues } from '@dogstats/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Histogram } from '../../src/metric/histogram.js';

test('values are repeated as often as a histogram has counted them, whatever their weights', () => {
  const call = fc.record({
    value: fc.integer({ min: -1000, max: 1000 }),
    rate: fc.double({ min: 0.1, max: 1, noNaN: true }),
  });
  // Summed in the order of calls the weights are 27.5, and in that of values a little less.
  const atHalf = [0.4, 0.3, 0.1, 0.6, 0.6, 0.12].map((rate, index) => ({ value: -index, rate }));
  fc.assert(
    fc.property(fc.array(call, { minLength: 1, maxLength: 1200 }), (calls) => {
      const histogram = new Histogram(0);
      for (const { value, rate } of calls) histogram.add(value, 1 / rate);
      const state = histogram.read(false);
      const values = [...repeatedValues(state)];

      expect(values).toHaveLength(Math.round(state.count));
      expect(Math.min(...values)).toBe(state.min);
      if (values.length > 1) expect(Math.max(...values)).toBe(state.max);
    }),
    { examples: [[atHalf]] },
  );
});
