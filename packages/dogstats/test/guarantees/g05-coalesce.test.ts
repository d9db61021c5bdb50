import { createIntake } from '@dogstats/intake';
import { DogStats } from 'dogstats';
import { expect, onTestFinished, test } from 'vitest';

test('G5 of fifty flushes at once each waits for what was recorded before it', async () => {
  const intake = await createIntake({ port: 0 });
  onTestFinished(() => intake.close());
  intake.addFaults({ slow: 20 });
  const dogStats = new DogStats();
  dogStats.start({ env: {}, url: intake.url, autoFlush: false });
  onTestFinished(async () => void (await dogStats.close()));

  const flushes: Promise<void>[] = [];
  let recorded = 0;
  for (let flush = 0; flush < 50; flush++) {
    for (let call = 0; call < 3; call++) dogStats.increment('m', 1, { call });
    dogStats.distribution('d', flush);
    recorded += 4;
    const before = flush + 1;
    flushes.push(
      dogStats.flush({ timeoutMs: 30_000 }).then((report) => {
        expect(report.ok).toBe(true);
        expect(intake.total('m')).toBeGreaterThanOrEqual(before * 3);
        expect(intake.total('d')).toBeGreaterThanOrEqual(before);
      }),
    );
    if (flush % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await Promise.all(flushes);

  expect(dogStats.stats()).toMatchObject({ recorded, accepted: recorded, retained: 0 });
  expect(intake.total('m')).toBe(150);
  expect(intake.total('d')).toBe(50);
  // They share cuts: far fewer requests than flushes would make on their own, two each.
  expect(intake.requests().length).toBeLessThan(60);
});
