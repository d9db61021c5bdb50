import { expect, test } from 'vitest';
import { countPoint } from '../make-points.js';
import { useRig } from '../rig/rig.js';

const used = useRig({ apiKeys: ['the-right-key'] });

test('G17 a wrong key keeps the data and is tried once a minute; a rotated one delivers it', async () => {
  const { rig } = used;
  let key = 'the-wrong-key';
  let reads = 0;
  const apiKey = async (): Promise<string> => {
    reads++;
    return key;
  };
  const delivery = rig.open({ apiKey });
  const writes = Array.from({ length: 10 }, (_, index) =>
    rig.write(delivery, [countPoint('a', rig.bucket - 10 * index, index)]),
  );
  await rig.untilTrouble(delivery);
  const { length: first } = (await rig.journal()).entries;
  expect(first).toBeLessThanOrEqual(4);

  for (let minute = 1; minute <= 10; minute++) {
    const before = (await rig.journal()).entries.length;
    await rig.clock.advance(60_000);
    for (let turn = 0; turn < 5; turn++) await rig.intake.state();
    expect((await rig.journal()).entries.length - before).toBeLessThanOrEqual(1);
  }
  expect(delivery.stats()).toMatchObject({ retained: 10, dropped: {} });
  expect(String(delivery.stats().errors[0])).toMatch(/check apiKey .* and site/);
  expect(reads).toBeGreaterThanOrEqual(10);

  key = 'the-right-key';
  const reports = await rig.settle(Promise.all(writes));

  expect(reports.every((report) => report.accepted === 1)).toBe(true);
  expect((await rig.journal()).lastValues.size).toBe(10);
});

test('G17 a key that was rotated meanwhile loses no time', async () => {
  const { rig } = used;
  const keys = ['the-old-key', 'the-right-key'];
  const delivery = rig.open({ apiKey: () => keys.shift() ?? 'the-right-key' });

  const report = await rig.write(delivery, [countPoint('a', rig.bucket)]);

  expect(report.accepted).toBe(1);
  expect(rig.clock.monotonic()).toBe(0);
});

test('G17 a key that never becomes right loses data by age alone', async () => {
  const { rig } = used;
  const report = await rig.deliver(rig.open(), [countPoint('a', rig.bucket, 2, 2)]);

  expect(report.dropped).toEqual({ too_old: 2 });
  const minutes = rig.clock.monotonic() / 60_000;
  expect(minutes).toBeGreaterThan(54);
  expect(minutes).toBeLessThan(58);
  expect((await rig.journal()).entries.length).toBeLessThanOrEqual(minutes + 1);
});
