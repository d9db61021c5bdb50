import { sinkContract } from '@dogstats/core/testing';
import { defaultDeliveryOptions } from '@dogstats/transport/delivery';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DeliveryRig } from '../delivery-rig.js';
import { countPoint } from '../make-points.js';

let rig: DeliveryRig;
beforeEach(async () => {
  rig = await DeliveryRig.start();
});
afterEach(() => rig.stop());

describe('a delivery is a sink', () => {
  const { clock } = defaultDeliveryOptions;
  for (const { name, run } of sinkContract(() => rig.open({ clock }))) test(name, run);
});

describe('close()', () => {
  test('drops what waits for its back-off, promptly', async () => {
    rig.intake.otherwise = 503;
    const delivery = rig.open();
    const writing = rig.write(delivery, [countPoint('a', rig.bucket, 1, 7)]);
    while (delivery.stats().errors.length === 0) await new Promise(setImmediate);

    await delivery.close();

    const report = await writing;
    expect(report.dropped).toEqual({ shutdown: 7 });
    expect(report.errors[0]?.message).toContain('503');
    expect(rig.clock.pendingTimers).toBe(0);
  });

  test('aborts what is in flight', async () => {
    rig.intake.otherwise = 'hang';
    const delivery = rig.open();
    const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);
    await rig.intake.untilArrivals(1);

    await delivery.close();

    expect((await writing).dropped).toEqual({ shutdown: 1 });
    while (rig.clock.pendingTimers > 0) await new Promise(setImmediate);
  });

  test('aborts what is in flight by a fetch', async () => {
    let aborted = false;
    let called = false;
    const delivery = rig.open({
      fetch: (_url, init) =>
        new Promise((_resolve, reject) => {
          called = true;
          init?.signal?.addEventListener('abort', () => {
            aborted = true;
            reject(new Error('aborted'));
          });
        }),
    });
    const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);
    while (!called) await new Promise(setImmediate);

    await delivery.close();

    expect((await writing).dropped).toEqual({ shutdown: 1 });
    expect(aborted).toBe(true);
  });

  test('drops what waits behind a refused key', async () => {
    rig.intake.otherwise = 403;
    const delivery = rig.open();
    const writes = Array.from({ length: 10 }, (_, index) =>
      rig.write(delivery, [countPoint('a', rig.bucket - 10 * index)]),
    );
    while (delivery.stats().errors.length === 0) await new Promise(setImmediate);

    await delivery.close();

    const reports = await Promise.all(writes);
    expect(reports.map((report) => report.dropped)).toEqual(writes.map(() => ({ shutdown: 1 })));
    while (rig.clock.pendingTimers > 0) await new Promise(setImmediate);
  });

  test('is idempotent', async () => {
    const delivery = rig.open();
    await rig.write(delivery, [countPoint('a', rig.bucket)]);

    expect(delivery.close()).toBe(delivery.close());

    await delivery.close();
    const late = await rig.write(delivery, [countPoint('a', rig.bucket)]);
    expect(late.dropped).toEqual({ shutdown: 1 });
    expect(rig.intake.arrivals).toHaveLength(1);
  });

  test('right after a write drops what is still being compressed', async () => {
    const delivery = rig.open();
    const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);

    await delivery.close();

    expect((await writing).dropped).toEqual({ shutdown: 1 });
    expect(rig.intake.arrivals).toHaveLength(0);
  });
});

describe('a signal', () => {
  test('gives up its own batch', async () => {
    rig.intake.otherwise = 'hang';
    const delivery = rig.open();
    const given = new AbortController();
    const aborted = rig.write(delivery, [countPoint('a', rig.bucket)], given.signal);
    const other = rig.write(delivery, [countPoint('a', rig.bucket - 10)]);
    await rig.intake.untilArrivals(2);

    given.abort();

    expect((await aborted).dropped).toEqual({ shutdown: 1 });
    expect(delivery.stats().retained).toBe(1);
    await delivery.close();
    await other;
  });

  test('that is aborted already lets nothing out', async () => {
    const report = await rig.write(rig.open(), [countPoint('a', rig.bucket)], AbortSignal.abort());

    expect(report.dropped).toEqual({ shutdown: 1 });
    expect(rig.intake.arrivals).toHaveLength(0);
  });

  test('that comes with many batches is listened to once', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on('warning', note);
    const { signal } = new AbortController();
    const delivery = rig.open();

    await Promise.all(
      Array.from({ length: 30 }, () => rig.write(delivery, [countPoint('a', rig.bucket)], signal)),
    );

    await new Promise(setImmediate);
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });
});
