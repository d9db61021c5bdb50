import { expect, test } from 'vitest';
import { countPoint, countPoints, distributionPoint } from '../make-points.js';
import { useRig } from '../rig/rig.js';

const used = useRig();

test('G14 a 413 halves a payload until its parts are taken', async () => {
  const { rig } = used;
  await rig.intake.addFaults({ status: 413, on: { bodyOverBytes: 600 } });

  const report = await rig.deliver(rig.open(), countPoints(1_000, rig.bucket));

  expect(report).toMatchObject({ accepted: 1_000, dropped: {} });
  const { accepted, lastValues, times } = await rig.journal();
  expect(lastValues.size).toBe(1_000);
  expect(new Set(times.values())).toEqual(new Set([1]));
  expect(Math.max(...accepted.map(({ request }) => request.wireBytes))).toBeLessThanOrEqual(600);
});

test('G14 only the one series that is too large by itself is dropped, and named', async () => {
  const { rig } = used;
  await rig.intake.addFaults({ status: 413, on: { metric: 'm77' } });

  const report = await rig.deliver(rig.open(), countPoints(200, rig.bucket));

  expect(report).toMatchObject({ accepted: 199, dropped: { too_large: 1 } });
  expect(report.errors.map(String).join()).toContain("'m77'");
  expect((await rig.journal()).lastValues.size).toBe(199);
});

test('G14 distributions are divided, too, and no sample is lost or doubled', async () => {
  const { rig } = used;
  await rig.intake.addFaults({ status: 413, on: { bodyOverBytes: 300 } });
  const values = Array.from({ length: 50 }, (_, index) => index);
  const points = values.map((value) => distributionPoint(`d${value}`, rig.bucket, [value, value]));

  const report = await rig.deliver(rig.open(), points);

  expect(report).toMatchObject({ accepted: 100, possiblyDuplicated: 0 });
  const journal = await rig.journal();
  for (const value of values) expect(journal.samples(`d${value}`)).toEqual([value, value]);
});

test('G14 the limits of the routes are kept to before anything is sent', async () => {
  const { rig } = used;
  const tags = (index: number) => Array.from({ length: 20 }, (_, tag) => `${index}:${tag}`);
  const points = Array.from({ length: 12_000 }, (_, index) => {
    const point = countPoint('m', rig.bucket);
    return { ...point, context: { ...point.context, tags: tags(index) } };
  });

  const report = await rig.deliver(rig.open(), points as typeof points & []);

  expect(report.accepted).toBe(12_000);
  for (const { request } of (await rig.journal()).entries) {
    expect(request).toMatchObject({ status: 202, errors: [] });
    expect(request.wireBytes).toBeLessThanOrEqual(512_000);
    expect(request.rawBytes).toBeLessThanOrEqual(5_242_880);
    expect(request.points).toBeLessThanOrEqual(10_000);
  }
});
