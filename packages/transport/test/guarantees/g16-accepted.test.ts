import { expect, test } from 'vitest';
import { countPoint, distributionPoint } from '../make-points.js';
import { useRig } from '../rig/rig.js';

const used = useRig();

test.each([
  { truncate: 0 },
  { truncate: 3 },
  { oversize: 10_000_000 },
  { dribble: 1 },
  { informational: 103 },
  { slow: 5 },
  { status: 204, body: '' },
  { status: 200, body: '<html>' },
] as const)('G16 a 2xx is an acceptance, whatever becomes of the rest: %j', async (fault) => {
  const { rig } = used;
  await rig.intake.respondNext(fault, fault);

  const report = await rig.deliver(rig.open(), [
    countPoint('a', rig.bucket, 2, 2),
    distributionPoint('d', rig.bucket, [1, 2, 3]),
  ]);

  expect(report).toEqual({ accepted: 5, dropped: {}, possiblyDuplicated: 0, errors: [] });
  const journal = await rig.journal();
  expect(journal.entries).toHaveLength(2);
  // A status of the rig's own stands for an intake that accepted.
  if ('status' in fault) return;
  expect(journal.samples('d')).toEqual([1, 2, 3]);
  expect(journal.lastValues.get(`a@${rig.bucket}`)).toBe(2);
});

test('G16 an attempt that is aborted after its 2xx is no failure', async () => {
  const { rig } = used;
  await rig.intake.respondNext({ dribble: 3_600_000 });
  const delivery = rig.open({ timeouts: { connectMs: 60_000, headersMs: 60_000, totalMs: 5_000 } });

  const report = await rig.write(delivery, [countPoint('a', rig.bucket)]);
  await rig.clock.advance(60_000);

  expect(report).toMatchObject({ accepted: 1, errors: [] });
  expect((await rig.journal()).entries).toHaveLength(1);
});
