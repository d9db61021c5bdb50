import { createIntake, type Intake } from '@dogstats/intake';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { BuiltDelivery } from '../build-delivery.js';
import { type App, startApp } from './app.js';

const built = new BuiltDelivery('faults-stop');
let intake: Intake;
let app: App | undefined;
beforeAll(() => built.build());
afterAll(() => built.remove());
beforeEach(async () => {
  intake = await createIntake({ port: 0 });
});
afterEach(async () => {
  app?.child.kill('SIGKILL');
  await intake.close();
});

test('G20 a process that is stopped for 30 s with answers on their way sends nothing twice', async () => {
  intake.addFaults({ slow: 2_000 });
  app = await startApp(
    built,
    `const writes = [0, 1, 2, 3].map((index) => count(index));
    say('writing');
    await Promise.all(writes);
    // On connections that the intake has closed meanwhile.
    await Promise.all([4, 5, 6, 7].map((index) => count(index)));
    say(stats());
    await delivery.close();`,
    [intake.url, ''],
  );
  await app.next();
  await intake.waitFor('a', ([series]) => series?.points.length === 4);

  app.child.kill('SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, 30_000));
  app.child.kill('SIGCONT');

  expect(await app.next()).toMatchObject({ accepted: 8, retained: 0, dropped: {} });
  expect(await app.ended).toBe(0);
  expect(intake.requests().filter(({ status }) => status === 202)).toHaveLength(8);
});

test('G20 a process whose event loop is blocked for 3 s counts no answer as late', async () => {
  app = await startApp(
    built,
    `const writes = [0, 1, 2, 3].map((index) => count(index));
    await pause(5);
    for (const until = Date.now() + 3_000; Date.now() < until; );
    await Promise.all(writes);
    say(stats());
    await delivery.close();`,
    [intake.url, ''],
  );

  expect(await app.next()).toMatchObject({ accepted: 4, errors: [] });
  expect(await app.ended).toBe(0);
  expect(intake.requests()).toHaveLength(4);
});
