import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Delivery } from '../../src/delivery.js';
import { DeliveryRig } from '../delivery-rig.js';
import { countPoint, distributionPoint } from '../make-points.js';

/** Half of the chance in the rig: three quarters of each window. */
const firstWindowMs = 1_500;
let rig: DeliveryRig;
beforeEach(async () => {
  rig = await DeliveryRig.start();
});
afterEach(() => rig.stop());

/** Lets time pass until the breaker is open. */
async function untilOpen(delivery: Delivery): Promise<void> {
  while (delivery.stats().breaker !== 'open') {
    await new Promise(setImmediate);
    const nextMs = rig.clock.nextTimerMs;
    if (delivery.stats().breaker !== 'open' && nextMs !== undefined && nextMs < 1e8) {
      await rig.clock.advance(nextMs);
    }
  }
}

function writeMany(delivery: Delivery, buckets: number) {
  return Array.from({ length: buckets }, (_, index) =>
    rig.write(delivery, [countPoint('a', rig.bucket - 10 * index)]),
  );
}

test('a minute of an outage costs a handful of requests, and then everything is delivered', async () => {
  rig.intake.otherwise = 500;
  const delivery = rig.open();
  const writes = writeMany(delivery, 30);
  await untilOpen(delivery);
  const before = rig.intake.arrivals.length;

  for (let second = 0; second < 60; second++) {
    const arrived = rig.intake.arrivals.length;
    await rig.clock.advance(1_000);
    // At the most one probe is on its way: wait for its answer.
    while (delivery.stats().breaker === 'half-open') await new Promise(setImmediate);
    expect(rig.intake.arrivals.length - arrived).toBeLessThanOrEqual(1);
  }

  // Of 2, 4, 8, 16 and 32 seconds three quarters each.
  expect(rig.intake.arrivals.length - before).toBe(5);
  expect(delivery.stats()).toMatchObject({ retained: 30, breaker: 'open' });
  rig.intake.otherwise = 202;
  const reports = await rig.settle(Promise.all(writes));
  expect(reports.every((report) => report.accepted === 1)).toBe(true);
  expect(delivery.stats()).toMatchObject({ accepted: 30, retained: 0, breaker: 'closed' });
});

test('it recovers within one window of the intake being back, though rounds have ended', async () => {
  rig.intake.otherwise = 503;
  const delivery = rig.open({ retry: { attempts: 0, baseDelayMs: 250, maxDelayMs: 30_000 } });
  const writes = writeMany(delivery, 5);
  await untilOpen(delivery);
  rig.intake.otherwise = 202;

  await rig.clock.advance(firstWindowMs);

  const reports = await Promise.all(writes);
  expect(reports.every((report) => report.accepted === 1)).toBe(true);
});

test('hurry() lets one probe through, and the window stays as long', async () => {
  rig.intake.otherwise = 500;
  const delivery = rig.open();
  const writes = writeMany(delivery, 12);
  await untilOpen(delivery);
  const before = rig.intake.arrivals.length;

  for (let probes = 1; probes <= 3; probes++) {
    delivery.hurry();
    await rig.intake.untilArrivals(before + probes);
    while (rig.clock.nextTimerMs !== firstWindowMs) await new Promise(setImmediate);
  }

  expect(rig.intake.arrivals).toHaveLength(before + 3);
  rig.intake.otherwise = 202;
  delivery.hurry();
  const reports = await Promise.all(writes);
  expect(reports.every((report) => report.accepted === 1)).toBe(true);
  expect(delivery.stats().breaker).toBe('closed');
});

test('hurry() does not probe before a Retry-After is over', async () => {
  rig.intake.otherwise = { status: 503, headers: { 'retry-after': '100' } };
  const delivery = rig.open();
  const writes = writeMany(delivery, 5);
  await untilOpen(delivery);
  const before = rig.intake.arrivals.length;

  delivery.hurry();
  await rig.clock.advance(50_000);

  expect(rig.intake.arrivals).toHaveLength(before);
  await delivery.close();
  await Promise.all(writes);
});

test('it is of one route: others go on', async () => {
  rig.intake.otherwise = ({ path }) => (path.includes('series') ? 500 : 202);
  const delivery = rig.open();
  const writes = writeMany(delivery, 5);
  await untilOpen(delivery);

  const report = await rig.write(delivery, [distributionPoint('d', rig.bucket, [1])]);

  expect(report.accepted).toBe(1);
  expect(delivery.stats().breaker).toBe('open');
  await delivery.close();
  await Promise.all(writes);
});

test('what never speaks HTTP is tried twice, then once a minute', async () => {
  let requests = 0;
  const delivery = rig.open({
    fetch: async () => {
      requests++;
      throw Object.assign(new Error('fetch failed'), { cause: { name: 'HTTPParserError' } });
    },
  });

  const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);
  while (rig.clock.nextTimerMs !== 60_000) {
    await new Promise(setImmediate);
    if ((rig.clock.nextTimerMs ?? 1e9) <= 125) await rig.clock.advance(125);
  }

  expect(requests).toBe(2);
  expect(delivery.stats().errors[0]?.message).toContain('does not speak HTTP');
  await delivery.close();
  await writing;
});
