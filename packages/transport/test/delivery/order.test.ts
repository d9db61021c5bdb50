import { afterEach, beforeEach, expect, test } from 'vitest';
import { DeliveryRig } from '../delivery-rig.js';
import { countPoint, countPoints, distributionPoint } from '../make-points.js';

let rig: DeliveryRig;
beforeEach(async () => {
  rig = await DeliveryRig.start();
});
afterEach(() => rig.stop());

test('a later cut of a bucket waits until the earlier one is accepted', async () => {
  rig.intake.script.push(503, 503);
  const delivery = rig.open();

  const five = rig.write(delivery, [countPoint('a', rig.bucket, 5, 5)]);
  const eight = rig.write(delivery, [countPoint('a', rig.bucket, 8, 3)]);
  const reports = await rig.settle(Promise.all([five, eight]));

  expect(reports.map((report) => report.accepted)).toEqual([5, 3]);
  expect(values()).toEqual([5, 5, 5, 8]);
  expect(rig.intake.lastValues.get(`a@${rig.bucket}`)).toBe(8);
});

test('a later cut goes once the earlier one is given up', async () => {
  rig.intake.otherwise = ({ text }) => (text.includes('"value":5}') ? 418 : 202);
  const delivery = rig.open();

  const five = rig.write(delivery, [countPoint('a', rig.bucket, 5, 5)]);
  const eight = rig.write(delivery, [countPoint('a', rig.bucket, 8, 3)]);
  const reports = await rig.settle(Promise.all([five, eight]));

  expect(reports.map((report) => report.dropped)).toEqual([{ refused: 5 }, {}]);
  expect(values()).toEqual([5, 8]);
});

test('an abandoned "5" never ends up over an accepted "8", even if it is applied late', async () => {
  rig.intake.script.push('reset');
  const delivery = rig.open({ queue: { maxBytes: 450 } });
  const five = rig.write(delivery, [countPoint('a', rig.bucket, 5, 5)]);
  while (delivery.stats().errors.length === 0) await new Promise(setImmediate);
  // Given up for newer data while it waits for its next attempt.
  const newer = rig.write(delivery, countPoints(16, rig.bucket - 10));
  expect((await five).dropped).toEqual({ queue_full: 5 });
  await newer;

  const eight = await rig.settle(rig.write(delivery, [countPoint('a', rig.bucket, 8, 3)]));
  rig.intake.applyLate(0);
  expect(rig.intake.lastValues.get(`a@${rig.bucket}`)).toBe(5);
  await rig.clock.advance(10_000);
  await rig.intake.untilArrivals(4);

  expect(eight.accepted).toBe(3);
  expect(rig.intake.lastValues.get(`a@${rig.bucket}`)).toBe(8);
  expect(delivery.stats()).toMatchObject({ accepted: 19, retained: 0, dropped: { queue_full: 5 } });
});

test('the parts of a divided payload keep its place before a later cut', async () => {
  rig.intake.otherwise = ({ metrics }) => (metrics.length > 2 ? 413 : 202);
  const delivery = rig.open();

  const first = rig.write(delivery, countPoints(8, rig.bucket));
  const later = rig.write(delivery, [countPoint('m7', rig.bucket, 9)]);
  await rig.settle(Promise.all([first, later]));

  expect(rig.intake.arrivals.at(-1)?.metrics).toEqual(['m7']);
  expect(rig.intake.lastValues.get(`m7@${rig.bucket}`)).toBe(9);
});

test('other buckets and distributions do not wait for a bucket that hangs', async () => {
  rig.intake.script.push('hang');
  const delivery = rig.open();
  const hanging = rig.write(delivery, [countPoint('a', rig.bucket, 1)]);
  await rig.intake.untilArrivals(1);

  const sameBucket = rig.write(delivery, [countPoint('a', rig.bucket, 2)]);
  const otherBucket = await rig.write(delivery, [countPoint('a', rig.bucket - 10, 3)]);
  const distribution = await rig.write(delivery, [distributionPoint('d', rig.bucket, [1])]);

  expect([otherBucket.accepted, distribution.accepted]).toEqual([1, 1]);
  expect(rig.intake.arrivals).toHaveLength(3);
  await delivery.close();
  expect((await hanging).dropped).toEqual({ shutdown: 1 });
  expect((await sameBucket).dropped).toEqual({ shutdown: 1 });
});

test('of a backlog the newest bucket goes first', async () => {
  rig.intake.script.push({ status: 429, headers: { 'retry-after': '30' } });
  const delivery = rig.open({ concurrency: 1 });
  const writes = [rig.write(delivery, [countPoint('a', rig.bucket - 100)])];
  while (delivery.stats().errors.length === 0) await new Promise(setImmediate);
  for (const back of [80, 60, 90, 70]) {
    const { queuedBytes } = delivery.stats();
    writes.push(rig.write(delivery, [countPoint('a', rig.bucket - back)]));
    while (delivery.stats().queuedBytes === queuedBytes) await new Promise(setImmediate);
  }

  await rig.settle(Promise.all(writes));

  const buckets = [...rig.intake.lastValues.keys()].map((key) => rig.bucket - Number(key.slice(2)));
  // The first is in its round already.
  expect(buckets).toEqual([100, 60, 70, 80, 90]);
});

test('payloads of one cut go side by side', async () => {
  const answers: ((response: Response) => void)[] = [];
  const delivery = rig.open({
    // Nobody gets an answer before there are two requests.
    fetch: () =>
      new Promise((resolve) => {
        answers.push(resolve);
        if (answers.length < 2) return;
        for (const answer of answers) answer(new Response('{}', { status: 202 }));
      }),
  });

  const report = await rig.write(delivery, countPoints(20_001, rig.bucket));

  expect(report.accepted).toBe(20_001);
});

/** Values in the order in which they arrived, accepted or not. */
function values(): number[] {
  return rig.intake.arrivals.map(({ text }) => Number(/"value":(\d+)/.exec(text)?.[1]));
}
