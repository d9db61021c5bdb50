import { expect, test } from 'vitest';
import { countPoint } from '../make-points.js';
import { sum, useRig } from '../rig/rig.js';

const used = useRig();

test('G8 an outage keeps a bounded number of bytes, drops the oldest, and counts each call', async () => {
  const { rig } = used;
  const maxBytes = 4_000;
  await rig.intake.addFaults({ status: 503, headers: { 'retry-after': '120' } });
  const delivery = rig.open({ queue: { maxBytes } });
  const flushes = 100;
  const point = (flush: number) => countPoint('a', rig.bucket - 10 * (flushes - flush), flush, 3);
  const reports = [rig.write(delivery, [point(0)])];
  await rig.untilTrouble(delivery);

  for (let flush = 1; flush < flushes; flush++) {
    reports.push(rig.write(delivery, [point(flush)]));
    const { retained, dropped } = delivery.stats();
    expect(retained + sum(dropped)).toBe(3 * (flush + 1));
    expect(delivery.stats().queuedBytes).toBeLessThanOrEqual(maxBytes);
  }
  while (delivery.stats().retained > 0.6 * 3 * flushes) await new Promise(setImmediate);
  await rig.intake.clearFaults();
  const settled = await rig.settle(Promise.all(reports));

  // What is left is the newest, without a gap.
  const accepted = settled.map((report) => report.accepted > 0);
  expect(accepted).toEqual(accepted.toSorted());
  const kept = accepted.filter(Boolean).length;
  expect(delivery.stats()).toMatchObject({
    accepted: 3 * kept,
    dropped: { queue_full: 3 * (flushes - kept) },
  });
  expect((await rig.journal()).lastValues.size).toBe(kept);
});
