import { describe, expect, test } from 'vitest';
import { countPoint } from '../make-points.js';
import { useRig } from '../rig/rig.js';

const used = useRig();

describe('G12 the wait that is asked for is kept to, within 1 s and 300 s', () => {
  test.each<[number, Record<string, string>, number]>([
    [429, { 'retry-after': '30' }, 30_000],
    [503, { 'retry-after': '30' }, 30_000],
    [429, { 'retry-after': '0' }, 1_000],
    [429, { 'retry-after': '-5' }, 10_000],
    [429, { 'retry-after': 'soon' }, 10_000],
    [429, { 'retry-after': '1000000000' }, 300_000],
    [429, { 'x-ratelimit-reset': '7' }, 7_000],
    [429, { 'x-ratelimit-reset': '0' }, 1_000],
    [429, { 'x-ratelimit-reset': '7', 'retry-after': '12' }, 12_000],
    [429, {}, 10_000],
  ])('%i with %j: %i ms', async (status, headers, waitMs) => {
    const { rig } = used;
    await rig.intake.respondNext({ status, headers });
    const delivery = rig.open();
    const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);
    await rig.untilTrouble(delivery);

    // Neither the back-off nor somebody who waits comes earlier.
    await rig.clock.advance(waitMs - 1);
    delivery.hurry();
    expect((await rig.journal()).entries).toHaveLength(1);

    await rig.settle(writing);
    expect(rig.clock.monotonic()).toBeGreaterThanOrEqual(waitMs);
    expect(rig.clock.monotonic()).toBeLessThan(waitMs + 500);
  });

  test('a date', async () => {
    const { rig } = used;
    const date = new Date(rig.clock.now() + 42_000).toUTCString();
    await rig.intake.respondNext({ status: 429, headers: { 'retry-after': date } });

    await rig.deliver(rig.open(), [countPoint('a', rig.bucket)]);

    expect(rig.clock.monotonic()).toBeGreaterThanOrEqual(41_000);
    expect(rig.clock.monotonic()).toBeLessThan(43_000);
  });
});

test('G12 a wait holds for everything on the route', async () => {
  const { rig } = used;
  await rig.intake.respondNext({ status: 429, headers: { 'retry-after': '20' } });
  const delivery = rig.open();
  const writes = [rig.write(delivery, [countPoint('a', rig.bucket)])];
  await rig.untilTrouble(delivery);
  for (let index = 1; index < 10; index++) {
    writes.push(rig.write(delivery, [countPoint('a', rig.bucket - 10 * index)]));
  }

  await rig.clock.advance(19_999);

  expect((await rig.journal()).entries).toHaveLength(1);
  await rig.settle(Promise.all(writes));
  expect((await rig.journal()).entries).toHaveLength(11);
});
