import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Delivery } from '../../src/delivery.js';
import { DeliveryRig } from '../delivery-rig.js';
import { countPoint, countPoints, distributionPoint } from '../make-points.js';

let rig: DeliveryRig;
beforeEach(async () => {
  rig = await DeliveryRig.start();
});
afterEach(() => rig.stop());

function write(delivery: Delivery, value: number, samples = 1) {
  return rig.settle(rig.write(delivery, [countPoint('a', rig.bucket, value, samples)]));
}

/** Values in the order in which they arrived, accepted or not. */
function values(): number[] {
  return rig.intake.arrivals.map(({ text }) => Number(/"value":(\d+)/.exec(text)?.[1]));
}

/** Lets everything that needs no time happen. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
}

test('an attempt that is applied late does not have the last word', async () => {
  rig.intake.script.push('reset');
  const delivery = rig.open();
  await write(delivery, 5);
  await write(delivery, 8, 3);

  await rig.clock.advance(9_999);
  await quiet();
  // What was in the connection that was reset reaches the server now.
  rig.intake.applyLate(0);
  expect(rig.intake.lastValues.get(`a@${rig.bucket}`)).toBe(5);
  await rig.clock.advance(1);
  await rig.intake.untilArrivals(4);

  expect(values()).toEqual([5, 5, 8, 8]);
  expect(rig.intake.lastValues.get(`a@${rig.bucket}`)).toBe(8);
  expect(delivery.stats()).toMatchObject({ accepted: 4, retained: 0, possiblyDuplicated: 0 });
});

test('a bucket that was cut once needs nothing', async () => {
  rig.intake.script.push('reset');
  const delivery = rig.open();
  await write(delivery, 5);

  await rig.clock.advance(60_000);
  await quiet();

  expect(values()).toEqual([5, 5]);
});

test('after failures that say that nothing was taken there is no need', async () => {
  rig.intake.script.push(503, 429);
  const delivery = rig.open();
  await write(delivery, 5);
  await write(delivery, 8);

  await rig.clock.advance(60_000);
  await quiet();

  expect(values()).toEqual([5, 5, 5, 8]);
});

test('all later cuts go again in their order, once the bucket is quiet, and only once', async () => {
  rig.intake.script.push(500);
  const delivery = rig.open();
  await write(delivery, 1);
  await write(delivery, 2);
  await rig.clock.advance(9_000);
  await write(delivery, 3);
  await rig.clock.advance(9_999);
  await quiet();
  expect(values()).toEqual([1, 1, 2, 3]);

  await rig.clock.advance(1);
  await rig.intake.untilArrivals(6);
  await rig.clock.advance(60_000);
  await quiet();

  expect(values()).toEqual([1, 1, 2, 3, 2, 3]);
  expect(delivery.stats().queuedBytes).toBe(0);
});

test('one that fails is not tried again, and nobody hears of it', async () => {
  rig.intake.script.push(500, 202, 202, 503);
  const delivery = rig.open();
  await write(delivery, 1);
  await write(delivery, 2);

  await rig.clock.advance(10_000);
  await rig.intake.untilArrivals(4);
  await rig.clock.advance(60_000);
  await quiet();

  expect(values()).toEqual([1, 1, 2, 2]);
  expect(delivery.stats()).toMatchObject({ accepted: 2, retained: 0, dropped: {}, errors: [] });
});

test('one that fails behind an older one goes again, or the older one would have the last word', async () => {
  rig.intake.script.push(500);
  const delivery = rig.open();
  for (const value of [5, 8, 9]) await write(delivery, value);
  rig.intake.script.push(202, 503, 'reset');

  await rig.clock.advance(10_000);
  await rig.intake.untilArrivals(6);
  await quiet();
  expect(values()).toEqual([5, 5, 8, 9, 8, 9]);
  expect(rig.intake.lastValues.get(`a@${rig.bucket}`)).toBe(8);
  for (const arrivals of [7, 8]) {
    await rig.clock.advance(10_000);
    await rig.intake.untilArrivals(arrivals);
    await quiet();
  }

  expect(values()).toEqual([5, 5, 8, 9, 8, 9, 9, 9]);
  expect(rig.intake.lastValues.get(`a@${rig.bucket}`)).toBe(9);
  await rig.clock.advance(60_000);
  await quiet();
  expect(rig.intake.arrivals).toHaveLength(8);
});

test('what comes meanwhile waits, so that an older value never ends up over a newer one', async () => {
  rig.intake.script.push(500, 202, 202, 'hang');
  const timeouts = { connectMs: 60_000, headersMs: 60_000, totalMs: 5_000 };
  const delivery = rig.open({ timeouts });
  const settled = rig.write(delivery, [countPoint('a', rig.bucket, 1)]);
  await rig.intake.untilArrivals(1);
  while (delivery.stats().errors.length === 0) await new Promise(setImmediate);
  await rig.clock.advance(125);
  await settled;
  await rig.write(delivery, [countPoint('a', rig.bucket, 2)]);
  await rig.clock.advance(10_000);
  await rig.intake.untilArrivals(4);

  const later = rig.write(delivery, [countPoint('a', rig.bucket, 3)]);
  await quiet();
  expect(values()).toEqual([1, 1, 2, 2]);
  await rig.clock.advance(5_000);

  expect((await later).accepted).toBe(1);
  expect(values()).toEqual([1, 1, 2, 2, 3]);
});

test('close() cancels them', async () => {
  rig.intake.script.push(500);
  const delivery = rig.open();
  await write(delivery, 1);
  await write(delivery, 2);
  expect(delivery.stats().queuedBytes).toBeGreaterThan(0);

  await delivery.close();
  await rig.clock.advance(60_000);
  await quiet();

  expect(values()).toEqual([1, 1, 2]);
  expect(delivery.stats().queuedBytes).toBe(0);
});

test('they count as bytes of the queue, and make room before anything is dropped', async () => {
  rig.intake.script.push(500);
  const delivery = rig.open({ queue: { maxBytes: 300 } });
  await write(delivery, 1);
  await write(delivery, 2);
  const { queuedBytes } = delivery.stats();
  expect(queuedBytes).toBeGreaterThan(0);
  rig.intake.otherwise = 503;

  const big = rig.write(delivery, countPoints(6, rig.bucket - 10));
  while (delivery.stats().errors.length === 0) await new Promise(setImmediate);

  expect(delivery.stats()).toMatchObject({ retained: 6, dropped: {} });
  rig.intake.otherwise = 202;
  await rig.settle(big);
  await rig.clock.advance(60_000);
  await quiet();
  expect(values().filter((value) => value === 2)).toEqual([2]);
});

test('distributions have none, and an option turns all of them off', async () => {
  rig.intake.script.push(500);
  const delivery = rig.open({ resends: false });
  await write(delivery, 1);
  await write(delivery, 2);
  const other = rig.open();
  rig.intake.script.push(500);
  await rig.deliver(other, [distributionPoint('d', rig.bucket, [1])]);
  await rig.deliver(other, [distributionPoint('d', rig.bucket, [2])]);

  await rig.clock.advance(60_000);
  await quiet();

  expect(rig.intake.arrivals).toHaveLength(6);
});
