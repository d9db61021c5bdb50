import { MemorySink } from '@dogstats/core/testing';
import { expect, test } from 'vitest';
import { makeAggregator } from '../make-aggregator.js';

test('a memory sink that replaces holds the last count, and all of a distribution', async () => {
  const { aggregator } = makeAggregator();
  const sink = new MemorySink();
  for (const value of [1, 2]) {
    aggregator.increment('sum', value);
    aggregator.distribution('values', value);
    await sink.write(aggregator.cutAll());
  }

  expect(sink.held('sum').map(({ state }) => state)).toEqual([{ sum: 3 }]);
  expect(sink.held('values').map(({ state }) => state)).toEqual([{ values: [1] }, { values: [2] }]);
});
