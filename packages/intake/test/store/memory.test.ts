import { expect, test } from 'vitest';
import { createIntake } from '../../src/index.js';
import { bytesHeld } from '../bytes-held.js';
import { clock } from '../client.js';

test('a day of a thousand series, a point each 10 s, costs at most 24 bytes a point', async () => {
  const points = 8_640_000;
  const intake = await createIntake({
    port: 0,
    clock,
    retentionSeconds: 25 * 3_600,
    maxPoints: points,
  });
  const generate = [{ metric: 'm', series: 1_000, from: -86_400, to: 0, interval: 10 }];
  const { points: seeded, dropped, evicted } = await intake.seed({ generate });

  expect({ seeded, dropped, evicted }).toEqual({
    seeded: points,
    dropped: [],
    evicted: { series: 0, points: 0 },
  });
  expect(intake.state().tenants).toMatchObject([{ series: 1_000, points }]);
  // Less what is left without them, so that what else goes meanwhile makes it more, not less.
  const full = bytesHeld();
  intake.reset();
  const held = full - bytesHeld();
  expect(held / points).toBeGreaterThan(12);
  expect(held / points).toBeLessThanOrEqual(24);
  await intake.close();
});
