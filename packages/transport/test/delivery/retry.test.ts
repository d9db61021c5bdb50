import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DeliveryRig } from '../delivery-rig.js';
import { countPoint, distributionPoint } from '../make-points.js';
import type { Answer } from '../scripted-intake.js';

let rig: DeliveryRig;
beforeEach(async () => {
  rig = await DeliveryRig.start();
});
afterEach(() => rig.stop());

/** Writes one point, and says after how many milliseconds the second request came. */
async function delayAfter(answer: Answer): Promise<number | undefined> {
  rig.intake.script.push(answer);
  const delivery = rig.open();
  const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);
  // The deadline of the attempt is the only timer until the answer is there.
  while (delivery.stats().errors.length === 0) await new Promise(setImmediate);
  const delayMs = await nextDelay();
  await rig.settle(writing);
  return delayMs;
}

async function nextDelay(): Promise<number> {
  const before = rig.clock.monotonic();
  while (rig.intake.arrivals.length < 2) {
    const nextMs = rig.clock.nextTimerMs;
    if (nextMs !== undefined && nextMs < 1e8) await rig.clock.advance(nextMs);
    else await new Promise(setImmediate);
  }
  return rig.clock.monotonic() - before;
}

describe('a retry', () => {
  test.each([408, 425, 500, 502, 503, 504, 599])(
    'follows a %d after half of 250 ms',
    async (status) => {
      expect(await delayAfter(status)).toBe(125);
    },
  );

  test.each([
    ['30', 30_000],
    ['0', 1_000],
    ['1000000000', 300_000],
    ['-5', 10_000],
    ['soon', 10_000],
  ])('after 429 with Retry-After: %s comes %d ms later', async (value, delayMs) => {
    expect(await delayAfter({ status: 429, headers: { 'retry-after': value } })).toBe(delayMs);
  });

  test('obeys a Retry-After that is a date', async () => {
    const date = new Date(rig.clock.now() + 42_000).toUTCString();

    expect(await delayAfter({ status: 503, headers: { 'retry-after': date } })).toBe(42_000);
  });

  test('obeys X-RateLimit-Reset when Retry-After is absent', async () => {
    expect(await delayAfter({ status: 429, headers: { 'x-ratelimit-reset': '7' } })).toBe(7_000);
  });

  test('follows a bare 429 after 10 s', async () => {
    expect(await delayAfter(429)).toBe(10_000);
  });

  test('follows a reset after the back-off, and counts a series once', async () => {
    expect(await delayAfter('accept-then-reset')).toBe(125);
    expect(rig.intake.lastValues).toEqual(new Map([[`a@${rig.bucket}`, 1]]));
  });

  test('follows at once when a kept connection turns out to be closed', async () => {
    const delivery = rig.open();
    await rig.write(delivery, [countPoint('a', rig.bucket)]);
    rig.intake.script.push('reset');

    const writing = rig.write(delivery, [countPoint('b', rig.bucket)]);
    await rig.intake.untilArrivals(3);

    expect((await writing).accepted).toBe(1);
    expect(rig.clock.monotonic()).toBe(0);
    expect(rig.intake.connections).toBe(2);
  });
});

test('a pause that was asked for holds back the whole route, and no other', async () => {
  rig.intake.script.push({ status: 429, headers: { 'retry-after': '20' } });
  const delivery = rig.open();
  const first = rig.write(delivery, [countPoint('a', rig.bucket)]);
  while (delivery.stats().errors.length === 0) await new Promise(setImmediate);

  const second = rig.write(delivery, [countPoint('b', rig.bucket - 10)]);
  const other = await rig.write(delivery, [distributionPoint('d', rig.bucket, [1])]);
  await rig.clock.advance(19_999);

  expect(other.accepted).toBe(1);
  expect(rig.intake.arrivals).toHaveLength(2);
  const reports = await rig.settle(Promise.all([first, second]));
  expect(reports.map((report) => report.accepted)).toEqual([1, 1]);
});

test('a round has as many retries as asked for, the next comes after a pause', async () => {
  rig.intake.otherwise = 500;
  const delivery = rig.open({ retry: { attempts: 2, baseDelayMs: 100, maxDelayMs: 30_000 } });
  const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);

  await rig.intake.untilArrivals(1);
  await nextTimer(50);
  await rig.intake.untilArrivals(2);
  await nextTimer(100);
  await rig.intake.untilArrivals(3);
  await nextTimer(22_500);
  await rig.intake.untilArrivals(4);

  rig.intake.otherwise = 202;
  expect((await rig.settle(writing)).accepted).toBe(1);
});

test('hurry() skips back-off and the pause between rounds, once', async () => {
  rig.intake.otherwise = 500;
  const delivery = rig.open({ retry: { attempts: 1, baseDelayMs: 1_000, maxDelayMs: 30_000 } });
  const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);
  await rig.intake.untilArrivals(1);
  await untilTimer(500);

  delivery.hurry();
  await rig.intake.untilArrivals(2);
  await untilTimer(22_500);
  delivery.hurry();
  await rig.intake.untilArrivals(3);
  await untilTimer(500);

  expect(rig.clock.monotonic()).toBe(0);
  rig.intake.otherwise = 202;
  expect((await rig.settle(writing)).accepted).toBe(1);
});

test('hurry() does not go against a pause that was asked for', async () => {
  const delivery = rig.open();
  rig.intake.script.push({ status: 429, headers: { 'retry-after': '20' } });
  const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);
  while (delivery.stats().errors.length === 0) await new Promise(setImmediate);

  delivery.hurry();
  await rig.clock.advance(19_999);

  expect(rig.intake.arrivals).toHaveLength(1);
  expect((await rig.settle(writing)).accepted).toBe(1);
});

describe('an outage', () => {
  test('loses what the intake would not take any more, and says so', async () => {
    rig.intake.otherwise = 503;
    const delivery = rig.open();

    const report = await rig.deliver(delivery, [countPoint('a', rig.bucket, 3, 3)]);

    expect(report.dropped).toEqual({ too_old: 3 });
    expect(report.errors[0]).toMatchObject({ code: 'ERR_HTTP_STATUS', status: 503 });
    const ageSeconds = rig.clock.now() / 1000 - rig.bucket;
    expect(ageSeconds).toBeGreaterThan(55 * 60);
    expect(ageSeconds).toBeLessThan(57 * 60);
  });

  test('is over for everything retained when the intake is back', async () => {
    rig.intake.otherwise = 503;
    const delivery = rig.open();
    const writes = Array.from({ length: 20 }, (_, index) =>
      rig.write(delivery, [countPoint('a', rig.bucket - 10 * index)]),
    );
    while (rig.intake.arrivals.length < 20) {
      await new Promise(setImmediate);
      const nextMs = rig.clock.nextTimerMs ?? 0;
      if (nextMs < 1e8) await rig.clock.advance(nextMs);
    }

    rig.intake.otherwise = 202;
    const reports = await rig.settle(Promise.all(writes));

    expect(reports.every((report) => report.accepted === 1)).toBe(true);
    expect(rig.intake.lastValues.size).toBe(20);
    expect(delivery.stats()).toMatchObject({ accepted: 20, retained: 0, errors: [] });
  });
});

test('a bucket that is out of the window is never sent', async () => {
  const report = await rig.write(rig.open(), [
    countPoint('old', rig.bucket - 3_400),
    countPoint('new', rig.bucket + 600),
    countPoint('now', rig.bucket),
  ]);

  expect(report).toMatchObject({ accepted: 1, dropped: { too_old: 1, too_new: 1 } });
  expect(rig.intake.arrivals.map((arrival) => arrival.metrics)).toEqual([['now']]);
});

describe('distributions', () => {
  test('are sent again after an ambiguous failure, and counted as possibly duplicated', async () => {
    rig.intake.script.push('accept-then-reset', 500);

    const report = await rig.deliver(rig.open(), [distributionPoint('d', rig.bucket, [1, 2])]);

    expect(report).toMatchObject({ accepted: 2, possiblyDuplicated: 2 });
    expect(rig.intake.arrivals).toHaveLength(3);
  });

  test('are not suspected after a failure that says they were not taken', async () => {
    rig.intake.script.push(503, 429);

    const report = await rig.deliver(rig.open(), [distributionPoint('d', rig.bucket, [1, 2])]);

    expect(report).toMatchObject({ accepted: 2, possiblyDuplicated: 0 });
  });

  test('are dropped after an ambiguous failure when they may go at most once', async () => {
    rig.intake.script.push(503, 'accept-then-reset');
    const delivery = rig.open({ distributions: { retry: 'at-most-once' } });

    const report = await rig.deliver(delivery, [distributionPoint('d', rig.bucket, [1, 2])]);

    expect(report).toMatchObject({ accepted: 0, dropped: { ambiguous: 2 }, possiblyDuplicated: 0 });
    expect(rig.intake.arrivals).toHaveLength(2);
  });
});

async function untilTimer(delayMs: number): Promise<void> {
  while (rig.clock.nextTimerMs !== delayMs) await new Promise(setImmediate);
}

async function nextTimer(delayMs: number): Promise<void> {
  await untilTimer(delayMs);
  await rig.clock.advance(delayMs);
}
