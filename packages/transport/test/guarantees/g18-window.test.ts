import { expect, test } from 'vitest';
import { countPoint, distributionPoint } from '../make-points.js';
import { useRig } from '../rig/rig.js';

const used = useRig();

test('G18 an outage of 61 minutes drops what is too old, and sends none of it afterwards', async () => {
  const { rig } = used;
  await rig.intake.stopListening();
  const delivery = rig.open();
  const old = rig.write(delivery, [
    countPoint('old', rig.bucket, 4, 4),
    distributionPoint('d', rig.bucket, [1, 2]),
  ]);
  await rig.untilTrouble(delivery);
  await rig.clock.advance(61 * 60_000);
  const fresh = rig.write(delivery, [countPoint('fresh', rig.bucket + 61 * 60)]);

  await rig.intake.listenAgain();
  await rig.intake.setNow(rig.clock.now());
  const reports = await rig.settle(Promise.all([old, fresh]));

  expect(reports.map(({ accepted, dropped }) => ({ accepted, dropped }))).toEqual([
    { accepted: 0, dropped: { too_old: 6 } },
    { accepted: 1, dropped: {} },
  ]);
  expect((await rig.journal()).metrics).toEqual([['fresh']]);
  await rig.intake.setNow(rig.clock.now() - 61 * 60_000);
});

test('G18 what the intake would not take is not sent: 55 minutes back, 9 ahead', async () => {
  const { rig } = used;
  const at = (seconds: number) => rig.bucket + seconds;

  const report = await rig.deliver(rig.open(), [
    countPoint('old', at(-3_310)),
    countPoint('oldest', at(-3_280)),
    countPoint('newest', at(530)),
    countPoint('new', at(560)),
  ]);

  expect(report).toMatchObject({ accepted: 2, dropped: { too_old: 1, too_new: 1 } });
  const { metrics, entries } = await rig.journal();
  expect(metrics.flat().toSorted()).toEqual(['newest', 'oldest']);
  expect(entries.flatMap(({ problems }) => problems)).toEqual([]);
});
