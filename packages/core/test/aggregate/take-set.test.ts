import type { MetricPoint } from '@dogstats/core';
import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { makeAggregator, read } from '../make-aggregator.js';

const asIs = { keepsName: true, keepsHost: true };
/** Members that a set holds. */
const room = 10_000;

test('of the sets that workers hand over, the surplus alone is dropped', () => {
  // Enough of them to fill the set, in a few strides.
  const handOver = fc.record({
    from: fc.integer({ min: 0, max: 12_000 }),
    length: fc.integer({ min: 1, max: 6_000 }),
    callsPerMember: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(handOver, { minLength: 2, maxLength: 5 }), (handOvers) => {
      const { aggregator, clock } = makeAggregator();
      const held = new Set<string>();
      let refused = 0;
      let taken = 0;
      let surplus = 0;
      for (const { from, length, callsPerMember } of handOvers) {
        const members = Array.from({ length }, (_, index) => `u${from + index}`);
        const calls = length * callsPerMember;
        let left = 0;
        for (const member of members) {
          if (held.has(member) || held.size < room) held.add(member);
          else left++;
        }
        const reason = aggregator.take(setPoint(clock.now(), members, calls), asIs);
        expect(reason).toBe(left === length ? 'set_full' : undefined);
        if (reason !== undefined) refused += calls;
        else {
          taken += calls;
          surplus += left * callsPerMember;
        }
        const { recorded, open, dropped } = aggregator.stats();
        expect({ recorded, dropped: dropped.set_full ?? 0 }).toEqual({
          recorded: taken,
          dropped: surplus,
        });
        expect(open).toBe(recorded - surplus);
      }
      const all = handOvers.reduce((sum, each) => sum + each.length * each.callsPerMember, 0);
      expect(taken + refused).toBe(all);

      const { points, samples } = read(aggregator.cutAll());
      expect(samples).toBe(taken - surplus);
      expect(points[0]?.state).toEqual({ members: [...held] });
    }),
    { numRuns: 30 },
  );
});

it('says once that a set is full, and drops calls in part towards loss', () => {
  const { aggregator, clock, problems } = makeAggregator();
  const members = Array.from({ length: room + 1 }, (_, index) => `u${index}`);
  for (let round = 0; round < 2; round++) {
    expect(aggregator.take(setPoint(clock.now(), members, room + 2), asIs)).toBeUndefined();
  }

  expect(aggregator.stats()).toMatchObject({ dropped: { set_full: 4 }, open: 2 * room });
  expect(problems).toEqual(['set_full users']);
});

it('leaves a member out that is longer than the rest of the room', () => {
  const { aggregator, clock } = makeAggregator();
  const members = ['ada', 'x'.repeat(1_000_000), 'bob'];
  expect(aggregator.take(setPoint(clock.now(), members, 3), asIs)).toBeUndefined();

  expect(aggregator.stats()).toMatchObject({ recorded: 3, dropped: { set_full: 1 }, open: 2 });
  expect(read(aggregator.cutAll()).points[0]?.state).toEqual({ members: ['ada', 'bob'] });
});

function setPoint(nowMs: number, members: string[], samples: number): MetricPoint {
  const context = { type: 'set', name: 'users', host: 'web-1', tags: [] } as const;
  const bucketStart = Math.floor(nowMs / 10_000) * 10;
  return { type: 'set', context, bucketStart, interval: 10, samples, state: { members } };
}
