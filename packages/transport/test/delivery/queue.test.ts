import { afterEach, beforeEach, expect, test } from 'vitest';
import { DeliveryRig, settledCalls } from '../delivery-rig.js';
import { countPoint, countPoints } from '../make-points.js';

let rig: DeliveryRig;
beforeEach(async () => {
  rig = await DeliveryRig.start();
});
afterEach(() => rig.stop());

test('a full queue drops the oldest payloads and counts their calls', async () => {
  rig.intake.otherwise = { status: 429, headers: { 'retry-after': '60' } };
  const delivery = rig.open({ queue: { maxBytes: 1_400 } });
  const write = (index: number) =>
    rig.write(delivery, [countPoint('a', rig.bucket - 300 + 10 * index, index, 2)]);
  const writes = [write(0)];
  // From now on nothing is in flight: what is may be accepted, and is spared.
  while (delivery.stats().errors.length === 0) await new Promise(setImmediate);
  for (let index = 1; index < 30; index++) writes.push(write(index));
  while (delivery.stats().retained > 22) await new Promise(setImmediate);
  const dropped = delivery.stats().dropped.queue_full ?? 0;

  rig.intake.otherwise = 202;
  const reports = await rig.settle(Promise.all(writes));

  expect(dropped).toBeGreaterThan(20);
  expect(delivery.stats()).toMatchObject({ accepted: 60 - dropped, retained: 0 });
  const outcomes = reports.map((report) => report.accepted);
  expect(outcomes).toEqual(outcomes.toSorted((a, b) => a - b));
  expect(reports.every((report) => settledCalls(report) === 2)).toBe(true);
});

test('a payload that alone is larger than the queue is dropped', async () => {
  const delivery = rig.open({ queue: { maxBytes: 100 } });

  const report = await rig.write(delivery, countPoints(1_000, rig.bucket));

  expect(report.dropped).toEqual({ queue_full: 1_000 });
});

test('stats() shows what is retained, and adds up at any time', async () => {
  rig.intake.script.push(202, 400);
  rig.intake.otherwise = 'hang';
  const delivery = rig.open();

  await rig.write(delivery, [countPoint('a', rig.bucket, 1, 4)]);
  await rig.write(delivery, [countPoint('a', rig.bucket, 1, 2)]);
  const hanging = rig.write(delivery, [countPoint('a', rig.bucket, 1, 1)]);

  expect(delivery.stats()).toEqual({
    accepted: 4,
    retained: 1,
    dropped: { refused: 2 },
    errors: [],
  });
  await delivery.close();
  await hanging;
  expect(delivery.stats()).toMatchObject({ retained: 0, dropped: { refused: 2, shutdown: 1 } });
});
