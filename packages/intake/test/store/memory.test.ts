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
  const before = bytesHeld();

  const generate = [{ metric: 'm', series: 1_000, from: -86_400, to: 0, interval: 10 }];
  const { points: seeded, dropped, evicted } = await intake.seed({ generate });
  const held = bytesHeld() - before;

  expect({ seeded, dropped, evicted }).toEqual({
    seeded: points,
    dropped: [],
    evicted: { series: 0, points: 0 },
  });
  expect(intake.state().tenants).toMatchObject([{ series: 1_000, points }]);
  // The points alone are 12; garbage from before may go meanwhile.
  expect(held / points).toBeGreaterThan(11);
  expect(held / points).toBeLessThanOrEqual(24);
  await intake.close();
});
