import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PointRing } from '../../src/store/point-ring.js';

const times = fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.boolean()), { maxLength: 80 });

function contents(ring: PointRing): [number, number][] {
  return Array.from({ length: ring.length }, (_, at) => [ring.timestampAt(at), ring.valueAt(at)]);
}

/** Writes, and now and then forgets the two oldest, so that the ring turns. */
function run(
  steps: readonly [number, boolean][],
  write: 'set' | 'add',
): [PointRing, [number, number][]] {
  const ring = new PointRing();
  let model: [number, number][] = [];
  for (const [value, [timestamp, drop]] of steps.entries()) {
    ring[write](timestamp, value);
    if (write === 'set') model = model.filter(([time]) => time !== timestamp);
    model.push([timestamp, value]);
    model.sort(([a], [b]) => a - b);
    if (drop && value % 3 === 0) expect(ring.dropOldest(2)).toBe(model.splice(0, 2).length);
  }
  return [ring, model];
}

test.each(['set', 'add'] as const)('%s keeps what a sorted list would', (write) => {
  fc.assert(
    fc.property(times, (steps) => {
      const [ring, model] = run(steps, write);
      expect(contents(ring)).toEqual(model);
    }),
  );
});

test('firstFrom finds the first point at that time or later', () => {
  const ring = new PointRing();
  for (const time of [10, 20, 30]) ring.set(time, time);

  expect([5, 10, 11, 30, 31].map((time) => ring.firstFrom(time))).toEqual([0, 0, 1, 2, 3]);
});
