import { routeLimits } from '@dogstats/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DeliveryRig, patience } from '../delivery-rig.js';
import { countPoint, countPoints } from '../make-points.js';

let rig: DeliveryRig;
beforeEach(async () => {
  rig = await DeliveryRig.start();
});
afterEach(() => rig.stop());

describe('413', () => {
  test('divides a payload until its parts are taken', async () => {
    rig.intake.otherwise = ({ metrics }) => (metrics.length > 3 ? 413 : 202);

    const report = await rig.deliver(rig.open(), countPoints(20, rig.bucket));

    expect(report).toEqual({ accepted: 20, dropped: {}, possiblyDuplicated: 0, errors: [] });
    expect(rig.intake.lastValues.size).toBe(20);
  });

  test('drops a single series that is too large, and names it', async () => {
    rig.intake.otherwise = ({ metrics }) => (metrics.includes('m7') ? 413 : 202);

    const report = await rig.deliver(rig.open(), countPoints(20, rig.bucket));

    expect(report).toMatchObject({ accepted: 19, dropped: { too_large: 1 } });
    expect(report.errors[0]).toMatchObject({ status: 413 });
    expect(report.errors[0]?.message).toContain("'m7'");
  });
});

describe('400', () => {
  test('finds the one series at fault among thousands, in few requests', async () => {
    rig.intake.otherwise = ({ metrics }) => (metrics.includes('m777') ? 400 : 202);

    const report = await rig.deliver(rig.open(), countPoints(5_000, rig.bucket));

    expect(report).toMatchObject({ accepted: 4_999, dropped: { refused: 1 } });
    expect(report.errors).toHaveLength(1);
    expect(report.errors[0]?.message).toContain("metric 'm777' dropped: POST");
    expect(rig.intake.arrivals.length).toBeLessThanOrEqual(2 * 13 + 1);
    const accepted = rig.intake.arrivals.filter((arrival) => arrival.accepted);
    expect(accepted.flatMap((arrival) => arrival.metrics)).toHaveLength(4_999);
  });

  test('that answers everything costs a bounded number of requests', async () => {
    rig.intake.otherwise = { status: 400, body: '{"errors":["Bad Request"]}' };

    const report = await rig.deliver(rig.open(), countPoints(5_000, rig.bucket));

    expect(report).toMatchObject({ accepted: 0, dropped: { refused: 5_000 } });
    expect(report.errors.length).toBeLessThanOrEqual(5);
    expect(report.errors[0]?.message).toContain('answered 400: Bad Request');
    expect(rig.intake.arrivals.length).toBeLessThanOrEqual(33);
  });
});

test.each([402, 406, 409, 411, 415, 418, 451])(
  '%d drops the payload after one request',
  async (status) => {
    rig.intake.otherwise = status;

    const report = await rig.deliver(rig.open(), countPoints(3, rig.bucket));

    expect(report.dropped).toEqual({ refused: 3 });
    expect(rig.intake.arrivals).toHaveLength(1);
  },
);

describe('a refused key', () => {
  test('keeps the data, says what to do, and is tried once a minute', async () => {
    rig.intake.otherwise = { status: 403, body: '{"errors":["Forbidden"]}' };
    const delivery = rig.open();
    const first = rig.write(delivery, [countPoint('a', rig.bucket)]);
    const second = rig.write(delivery, [countPoint('b', rig.bucket - 10)]);
    await rig.intake.untilArrivals(1);
    while (delivery.stats().errors.length === 0) await new Promise(setImmediate);
    const before = rig.intake.arrivals.length;

    for (let minute = 1; minute <= 5; minute++) {
      await rig.clock.advance(60_000);
      await rig.intake.untilArrivals(before + minute);
      // Until the answer has come and the next pause has begun.
      while ((rig.clock.nextTimerMs ?? 0) !== 60_000) await new Promise(setImmediate);
    }

    expect(rig.intake.arrivals.length).toBe(before + 5);
    expect(delivery.stats()).toMatchObject({ accepted: 0, retained: 2, dropped: {} });
    expect(delivery.stats().errors[0]?.message).toMatch(
      /403: Forbidden .*apiKey.*application.*site/,
    );
    rig.intake.otherwise = 202;
    const reports = await rig.settle(Promise.all([first, second]));
    expect(reports.map((report) => report.accepted)).toEqual([1, 1]);
  });

  test('that is never replaced: everything behind it expires in time', async () => {
    rig.intake.otherwise = 403;
    const delivery = rig.open();
    const writes = Array.from({ length: 10 }, (_, index) =>
      rig.write(delivery, [countPoint('a', rig.bucket - 10 * index)]),
    );

    const reports = await rig.settle(Promise.all(writes));

    expect(reports.map((report) => report.dropped)).toEqual(writes.map(() => ({ too_old: 1 })));
    expect(rig.clock.now() / 1000 - rig.bucket).toBeLessThan(57 * 60);
    // Four at first, and one a minute.
    expect(rig.intake.arrivals.length).toBeLessThanOrEqual(4 + 57);
  });

  test('is read again at once and before each probe, so a rotated one delivers', async () => {
    rig.intake.otherwise = ({ headers }) => (headers['dd-api-key'] === 'key-4' ? 202 : 403);
    let reads = 0;
    const delivery = rig.open({ apiKey: async () => ` key-${++reads}\n` });

    const report = await rig.deliver(delivery, [countPoint('a', rig.bucket)]);
    await rig.deliver(delivery, [countPoint('b', rig.bucket)]);

    expect(report.accepted).toBe(1);
    expect(reads).toBe(4);
    expect(rig.clock.monotonic()).toBe(120_000);
  });

  test.each([401, 403])('and rotated meanwhile loses no time after a %d', async (status) => {
    rig.intake.otherwise = ({ headers }) => (headers['dd-api-key'] === 'good' ? 202 : status);
    let reads = 0;
    const delivery = rig.open({ apiKey: () => (reads++ > 0 ? 'good' : 'old') });

    const writes = Array.from({ length: 6 }, (_, index) =>
      rig.write(delivery, [countPoint('a', rig.bucket - 10 * index)]),
    );
    const reports = await Promise.all(writes);

    expect(reports.map((report) => report.accepted)).toEqual(writes.map(() => 1));
    expect(reads).toBe(2);
    expect(rig.clock.monotonic()).toBe(0);
  });

  test('that the function gives again is not sent again before its minute is over', async () => {
    rig.intake.otherwise = 403;
    let reads = 0;
    const apiKey = (): string => {
      reads++;
      return 'old';
    };
    const delivery = rig.open({ apiKey });
    const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);
    await untilTimer(60_000);

    expect([rig.intake.arrivals.length, reads]).toEqual([1, 2]);

    await rig.clock.advance(60_000);
    await untilTimer(60_000);
    expect([rig.intake.arrivals.length, reads]).toEqual([2, 3]);
    await delivery.close();
    await writing;
  });

  test.each([401, 403, 404])('or address: hurry() sends one probe after a %d', async (status) => {
    rig.intake.otherwise = status;
    const delivery = rig.open();
    const writes = [rig.write(delivery, [countPoint('a', rig.bucket)])];
    await untilTimer(60_000);
    for (let back = 10; back <= 50; back += 10) {
      writes.push(rig.write(delivery, [countPoint('a', rig.bucket - back)]));
    }

    for (let probes = 1; probes <= 3; probes++) {
      delivery.hurry();
      await rig.intake.untilArrivals(1 + probes);
      await untilTimer(60_000);
    }

    expect(rig.intake.arrivals).toHaveLength(4);
    rig.intake.otherwise = 202;
    delivery.hurry();
    const reports = await Promise.all(writes);
    expect(reports.map((report) => report.accepted)).toEqual(writes.map(() => 1));
    expect(rig.clock.monotonic()).toBe(0);
  });

  test('that came with Retry-After is left alone so long, even by hurry()', async () => {
    rig.intake.script.push({ status: 403, headers: { 'retry-after': '90' } });
    const delivery = rig.open();
    const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);
    while (delivery.stats().errors.length === 0) await new Promise(setImmediate);

    delivery.hurry();
    await rig.clock.advance(89_999);

    expect(rig.intake.arrivals).toHaveLength(1);
    await rig.clock.advance(1);
    expect((await writing).accepted).toBe(1);
  });

  test.each([401, 404])('%d is waited out, too', async (status) => {
    rig.intake.script.push(status);

    const report = await rig.deliver(rig.open(), [countPoint('a', rig.bucket)]);

    expect(report.accepted).toBe(1);
    expect(rig.clock.monotonic()).toBe(60_000);
  });
});

describe('a function that should give the key', () => {
  test('may fail for a while', async () => {
    let failures = 2;
    const apiKey = async (): Promise<string> => {
      if (failures-- > 0) throw new Error('canary-secret');
      return rig.apiKey;
    };

    const report = await rig.deliver(rig.open({ apiKey }), [countPoint('a', rig.bucket)]);

    expect(report.accepted).toBe(1);
    expect(report.errors.map((error) => error.message)).toEqual([
      'the function given as apiKey failed',
    ]);
    expect(rig.clock.monotonic()).toBeLessThan(1_000);
  });

  test('may give something that is no key: nothing is sent', async () => {
    const delivery = rig.open({ apiKey: () => 'two words' });

    const report = await rig.deliver(delivery, [countPoint('a', rig.bucket)]);

    expect(report.dropped).toEqual({ too_old: 1 });
    expect(report.errors[0]?.message).toMatch(/^apiKey contains characters/);
    expect(rig.intake.arrivals).toHaveLength(0);
  });

  test('may never answer: the attempt ends with its deadline', async () => {
    let calls = 0;
    const apiKey = (): Promise<string> | string =>
      calls++ === 0 ? new Promise<never>(() => {}) : rig.apiKey;
    const timeouts = { ...patience, totalMs: 10_000 };
    const delivery = rig.open({ apiKey, timeouts });

    const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);
    await rig.clock.untilTimers(1);
    await rig.clock.advance(10_000);
    await rig.clock.advance(125);

    expect(await writing).toMatchObject({ accepted: 1 });
  });
});

test('a series over the limits of its route is dropped before it is sent', async () => {
  const metric = 'big';
  const tags = Array.from({ length: 100_000 }, (_, index) => `${Math.sin(index)}`);
  const point = countPoint(metric, rig.bucket);

  const report = await rig.deliver(rig.open(), [
    { ...point, context: { ...point.context, tags } } as typeof point,
    countPoint('small', rig.bucket),
  ]);

  expect(report).toMatchObject({ accepted: 1, dropped: { too_large: 1 } });
  expect(report.errors[0]?.message).toContain("'big'");
  expect(rig.intake.arrivals.map((arrival) => arrival.metrics)).toEqual([['small']]);
  expect(rig.intake.arrivals[0]?.wire.length).toBeLessThan(routeLimits['series-v2'].wireBytes);
});

/** Until the only timer is one of so many milliseconds: what was under way has its answer. */
async function untilTimer(delayMs: number): Promise<void> {
  while (rig.clock.nextTimerMs !== delayMs) await new Promise(setImmediate);
}
