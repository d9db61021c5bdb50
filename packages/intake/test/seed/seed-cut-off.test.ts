import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createIntake, type Intake, type Seed } from '../../src/index.js';
import { clock, now, send } from '../client.js';

let folder: string;
let intake: Intake;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dogstats-seed-'));
  intake = await createIntake({ port: 0, clock, persist: join(folder, 'points') });
});
afterEach(async () => {
  await intake.close();
  rmSync(folder, { recursive: true });
});

/** Many turns of work. */
const large: Seed = {
  series: Array.from({ length: 2_000 }, (_, n) => ({
    metric: `m.${n}`,
    points: Array.from({ length: 300 }, (__, point): [number, number] => [now - point, point]),
  })),
};

test('a seed that the end of the intake cuts off writes into nobody’s file', async () => {
  const seeding = intake.seed(large).catch((error: unknown) => error);
  await intake.close();
  const bytes = readFileSync(join(folder, 'points')).length;
  // They have the numbers that the intake's file had.
  const others = Array.from({ length: 30 }, (_, n) => openSync(join(folder, `other.${n}`), 'w+'));
  for (const other of others) writeSync(other, 'precious');

  expect(await seeding).toMatchObject({ code: 'ERR_CLOSED' });
  await expect(intake.seed(large)).rejects.toMatchObject({ code: 'ERR_CLOSED' });

  for (const other of others) closeSync(other);
  for (const n of others.keys()) {
    expect(readFileSync(join(folder, `other.${n}`), 'utf8')).toBe('precious');
  }
  expect(readFileSync(join(folder, 'points')).length).toBe(bytes);
});

test('a reset ends the seeds under way, and nothing of them comes after it', async () => {
  const seeding = intake.seed(large).catch((error: unknown) => error);
  await new Promise(setImmediate);
  intake.reset();

  expect(await seeding).toMatchObject({
    code: 'ERR_CLOSED',
    message: 'the intake was reset under way: seed it again',
  });
  expect(intake.series()).toEqual([]);
  expect((await send(intake, '/_control/seed', { series: large.series?.slice(0, 1) })).status).toBe(
    200,
  );
});
