import { afterEach, beforeEach, expect, test } from 'vitest';
import { DeliveryRig, settledCalls } from '../delivery-rig.js';
import { countPoint, countPoints } from '../make-points.js';

/** What a queue counts for one unit, besides its compressed text. */
const unitBytes = 14;
let rig: DeliveryRig;
beforeEach(async () => {
  rig = await DeliveryRig.start();
});
afterEach(() => rig.stop());

test('a full queue drops the oldest payloads and counts their calls', async () => {
  const point = (index: number) => countPoint('a', rig.bucket - 300 + 10 * index, index, 2);
  await rig.write(rig.open(), [point(15)]);
  const bytes = (rig.intake.arrivals[0]?.wire.length ?? 0) + unitBytes;
  rig.intake.otherwise = { status: 429, headers: { 'retry-after': '60' } };
  const delivery = rig.open({ queue: { maxBytes: 10.5 * bytes } });
  const writes = [rig.write(delivery, [point(0)])];
  // From now on nothing is in flight: what is may be accepted, and is spared.
  while (delivery.stats().errors.length === 0) await new Promise(setImmediate);
  for (let index = 1; index < 30; index++) writes.push(rig.write(delivery, [point(index)]));
  while (delivery.stats().retained > 20) await new Promise(setImmediate);

  expect(delivery.stats().dropped).toEqual({ queue_full: 40 });
  rig.intake.otherwise = 202;
  const reports = await rig.settle(Promise.all(writes));

  expect(delivery.stats()).toMatchObject({ accepted: 20, retained: 0 });
  expect(reports.map((report) => report.accepted)).toEqual([
    ...Array(20).fill(0),
    ...Array(10).fill(2),
  ]);
  expect(reports.every((report) => settledCalls(report) === 2)).toBe(true);
});

test('a payload that alone is larger than the queue is dropped', async () => {
  const delivery = rig.open({ queue: { maxBytes: 100 } });

  const report = await rig.write(delivery, countPoints(1_000, rig.bucket));

  expect(report.dropped).toEqual({ queue_full: 1_000 });
});

test('stats() counts the attempts that failed, until all is well again', async () => {
  rig.intake.script.push(503, 500, 429);
  const delivery = rig.open();
  const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);
  while (delivery.stats().failures < 3) {
    await new Promise(setImmediate);
    await rig.step();
  }

  expect(delivery.stats().errors[0]?.message).toContain('429');
  await rig.settle(writing);
  expect(delivery.stats()).toMatchObject({ failures: 0, errors: [] });
});

test('stats() shows what is retained, and adds up at any time', async () => {
  rig.intake.script.push(202, 400);
  rig.intake.otherwise = 'hang';
  const delivery = rig.open();

  await rig.write(delivery, [countPoint('a', rig.bucket, 1, 4)]);
  await rig.write(delivery, [countPoint('a', rig.bucket, 1, 2)]);
  const hanging = rig.write(delivery, [countPoint('a', rig.bucket, 1, 1)]);

  expect(delivery.stats()).toMatchObject({
    accepted: 4,
    retained: 1,
    dropped: { refused: 2 },
    errors: [],
  });
  await delivery.close();
  await hanging;
  expect(delivery.stats()).toMatchObject({ retained: 0, dropped: { refused: 2, shutdown: 1 } });
});
