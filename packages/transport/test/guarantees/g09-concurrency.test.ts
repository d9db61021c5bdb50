import { expect, test } from 'vitest';
import { countPoint, countPoints, distributionPoint } from '../make-points.js';
import { useRig } from '../rig/rig.js';

const used = useRig();

test('G9 never more than four connections, and no payload in two requests at a time', async () => {
  const { rig } = used;
  await rig.intake.addFaults(
    { status: 503, probability: 0.2 },
    { reset: true, probability: 0.1 },
    { acceptThenReset: true, probability: 0.1 },
    { slow: 2 },
  );
  const delivery = rig.open();

  const writes = Array.from({ length: 60 }, (_, index) =>
    rig.write(delivery, [
      ...countPoints(50, rig.bucket - 10 * index),
      distributionPoint('d', rig.bucket - 10 * index, [index]),
    ]),
  );
  await rig.settle(Promise.all(writes));

  const { connections } = await rig.intake.state();
  expect(connections.peak).toBeLessThanOrEqual(4);
  expect(connections.peak).toBeGreaterThan(1);
});

test('G9 a healthy delivery uses its connections again', async () => {
  const { rig } = used;
  const delivery = rig.open();

  for (let flush = 0; flush < 20; flush++) {
    await rig.write(delivery, [countPoint('a', rig.bucket - 10 * flush)]);
  }

  expect((await rig.intake.state()).connections.total).toBeLessThanOrEqual(4);
});
