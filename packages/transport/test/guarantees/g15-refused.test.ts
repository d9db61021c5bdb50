import { expect, test } from 'vitest';
import { countPoints } from '../make-points.js';
import { useRig } from '../rig/rig.js';

const used = useRig();

test.each([2, 100, 1_000, 4_000])(
  'G15 of %i series the one that is refused is found in few requests, and the others go once',
  async (series) => {
    const { rig } = used;
    const bad = `m${Math.floor(series * 0.7)}`;
    await rig.intake.addFaults({ status: 400, on: { metric: bad } });

    const report = await rig.deliver(rig.open(), countPoints(series, rig.bucket));

    expect(report).toMatchObject({ accepted: series - 1, dropped: { refused: 1 } });
    expect(report.errors.map(String).join()).toContain(`'${bad}'`);
    const { entries, times } = await rig.journal();
    expect(times.size).toBe(series - 1);
    expect(new Set(times.values())).toEqual(new Set([1]));
    // The whole, and two for each of log2(n) + 1 levels.
    const levels = Math.ceil(Math.log2(series)) + 1;
    expect(entries.length).toBeLessThanOrEqual(1 + 2 * levels);
  },
);

test('G15 an intake that refuses everything costs a bounded number of requests', async () => {
  const { rig } = used;
  await rig.intake.addFaults({ status: 400, body: '{"errors":["Bad Request"]}' });

  const report = await rig.deliver(rig.open(), countPoints(5_000, rig.bucket));

  expect(report).toMatchObject({ accepted: 0, dropped: { refused: 5_000 } });
  expect((await rig.journal()).entries.length).toBeLessThanOrEqual(33);
});
