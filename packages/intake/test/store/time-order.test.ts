import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SeriesStore } from '../../src/store/series-store.js';

const seconds = fc.integer({ min: 1_000, max: 1_040 });

function store(): SeriesStore {
  return new SeriesStore({ retentionSeconds: 86_400, maxSeries: 10, maxPoints: 1_000_000 });
}

function write(into: SeriesStore, timestamps: number[], values: number[]): void {
  const context = { metric: 'm', host: '', tags: [], interval: 0, resources: 0 };
  into.write({ ...context, type: 'gauge', timestamps, values });
}

function held(of: SeriesStore): [number, number][] {
  const [metric] = of.metrics();
  const [context] = metric?.contexts ?? [];
  const { points } = context ?? {};
  const found: [number, number][] = [];
  for (let at = 0; at < (points?.length ?? 0); at++) {
    found.push([points?.timestampAt(at) ?? 0, points?.valueAt(at) ?? 0]);
  }
  return found;
}

test('points in any order end as if they had come one by one: the last of a second wins', () => {
  fc.assert(
    fc.property(fc.array(seconds, { minLength: 1, maxLength: 60 }), (timestamps) => {
      const values = timestamps.map((_, index) => index);
      const last = new Map(timestamps.map((timestamp, index) => [timestamp, index]));
      const together = store();

      write(together, timestamps, values);

      expect(held(together)).toEqual([...last].sort(([a], [b]) => a - b));
    }),
  );
});

test('points at random take no time that grows with the square of them', () => {
  const milliseconds = (count: number): number => {
    const timestamps = Array.from(
      { length: count },
      (_, index) => 1_000 + ((index * 7_919) % count),
    );
    const times = [1, 2, 3].map(() => {
      const started = performance.now();
      write(store(), timestamps, timestamps);
      return performance.now() - started;
    });
    return Math.min(...times);
  };
  milliseconds(2_000);

  // 40 times as many: with the square it would be 1,600 times as long.
  expect(milliseconds(80_000)).toBeLessThan(400 * Math.max(milliseconds(2_000), 0.1));
});
