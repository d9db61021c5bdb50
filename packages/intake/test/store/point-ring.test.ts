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

/** A million samples in buckets of 20,000, as a client sends them after an outage. */
function newestFirst(write: (timestamp: number, value: number) => void): void {
  for (let bucket = 50; bucket > 0; bucket--) {
    for (let value = 0; value < 20_000; value++) write(bucket * 10, value);
  }
}

test('a million samples that come newest first are in order in no time', () => {
  const ring = new PointRing();

  newestFirst((timestamp, value) => ring.add(timestamp, value));

  expect(ring.length).toBe(1_000_000);
  expect(
    [0, 19_999, 20_000, 999_999].map((at) => [ring.timestampAt(at), ring.valueAt(at)]),
  ).toEqual([
    [10, 0],
    [10, 19_999],
    [20, 0],
    [500, 19_999],
  ]);
});

test('so are as many that come in no order', () => {
  const ring = new PointRing();

  for (let index = 0; index < 1_000_000; index++) ring.add(1 + ((index * 7_919) % 3_600), index);

  expect(ring.timestampAt(0)).toBe(1);
  for (let at = 1; at < ring.length; at += 1_000) {
    expect(ring.timestampAt(at)).toBeGreaterThanOrEqual(ring.timestampAt(at - 1));
  }
});

test('many at once end as if they had come one by one', () => {
  const bodies = fc.array(
    fc.record({
      times: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 40 }),
      drop: fc.nat({ max: 3 }),
    }),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(bodies, (bodies) => {
      const together = new PointRing();
      const single = new PointRing();
      let value = 0;
      for (const { times, drop } of bodies) {
        const values = times.map(() => value++);
        const gained = times.map((time, at) => single.set(time, values[at] as number));
        expect(together.setAll(times, values)).toBe(gained.filter((one) => one === 1).length);
        expect(together.dropOldest(drop)).toBe(single.dropOldest(drop));
        expect(contents(together)).toEqual(contents(single));
        expect(contents(together.copyFrom(20))).toEqual(
          contents(single).filter(([time]) => time >= 20),
        );
      }
    }),
  );
});
