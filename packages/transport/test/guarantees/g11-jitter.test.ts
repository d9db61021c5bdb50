import { ManualClock } from '@dogstats/core/testing';
import { expect, test } from 'vitest';
import { defaultDeliveryOptions } from '../../src/delivery.js';
import { backOffMs } from '../../src/retry-timing.js';
import { countPoint } from '../make-points.js';
import { useRig } from '../rig/rig.js';

const used = useRig();

/** Chance that can be repeated: mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Largest distance between the distribution of `values` and an even one over [0, `to`]. */
function distanceFromEven(values: readonly number[], to: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.max(
    ...sorted.map((value, index) => Math.abs(value / to - (index + 0.5) / sorted.length)),
  );
}

test('G11 two hundred clients that fail together come back evenly spread', async () => {
  const { rig } = used;
  const clients = 200;
  await rig.intake.addFaults({ status: 500 });
  const delays: number[] = [];
  const clocks = Array.from({ length: clients }, () => new ManualClock());
  const writes = clocks.map((clock, client) => {
    const delivery = rig.open({ clock, random: seeded(client), concurrency: 1 });
    return { clock, delivery, writing: rig.write(delivery, [countPoint('a', rig.bucket)]) };
  });

  for (const { clock, delivery } of writes) {
    await rig.untilTrouble(delivery);
    while ((clock.nextTimerMs ?? 1e9) > 1e6) await new Promise(setImmediate);
    delays.push(clock.nextTimerMs ?? 0);
  }

  // The Kolmogorov–Smirnov bound of 200 values at one in a thousand.
  expect(distanceFromEven(delays, 250)).toBeLessThan(1.95 / Math.sqrt(clients));
  await Promise.all(writes.map(({ delivery }) => delivery.close()));
  await Promise.all(writes.map(({ writing }) => writing));
});

test('G11 the upper end of the wait doubles from 250 ms to 30 s', () => {
  const ends = Array.from({ length: 10 }, (_, retry) =>
    backOffMs(retry, defaultDeliveryOptions.retry, () => 1),
  );

  expect(ends).toEqual([250, 500, 1e3, 2e3, 4e3, 8e3, 16e3, 30e3, 30e3, 30e3]);
});
