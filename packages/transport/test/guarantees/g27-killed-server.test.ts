import { expect, test } from 'vitest';
import { countPoint, distributionPoint } from '../make-points.js';
import { useRig } from '../rig/rig.js';

const used = useRig();

test('G27 an intake that is killed in mid-traffic, again and again: all arrives, and adds up', async () => {
  const { rig } = used;
  const delivery = rig.open({ distributions: { retry: 'at-most-once' } });
  const buckets = 40;
  const writes = [];

  for (let index = 0; index < buckets; index++) {
    writes.push(
      rig.write(delivery, [
        countPoint('a', rig.bucket - 10 * index, index + 1, 2),
        distributionPoint('d', rig.bucket - 10 * index, [index]),
      ]),
    );
    if (index % 20 !== 5) continue;
    await rig.settle(rig.intake.untilRequests(index / 2));
    await rig.intake.kill();
    await rig.intake.restart();
  }
  await rig.settle(Promise.all(writes));

  const journal = await rig.journal();
  const { accepted, dropped, retained } = delivery.stats();
  const ambiguous = dropped.ambiguous ?? 0;
  expect({ retained, dropped }).toEqual({ retained: 0, dropped: ambiguous ? { ambiguous } : {} });
  expect(accepted).toBe(3 * buckets - ambiguous);
  expect([...journal.lastValues.values()].toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: buckets }, (_, index) => index + 1),
  );
  // No sample twice; missing are at most those whose outcome nobody could know.
  const samples = journal.samples('d');
  expect(new Set(samples).size).toBe(samples.length);
  expect(samples.length).toBeGreaterThanOrEqual(buckets - ambiguous);
});
