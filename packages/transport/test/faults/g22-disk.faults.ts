import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIntake, type Intake } from '@dogstats/intake';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { BuiltDelivery } from '../build-delivery.js';
import { type App, startApp } from './app.js';

const built = new BuiltDelivery('faults-disk');
const nobody = 65_534;
let intake: Intake;
let dir: string;
let app: App | undefined;
beforeAll(() => built.build());
afterAll(() => built.remove());
beforeEach(async () => {
  intake = await createIntake({ port: 0 });
  dir = mkdtempSync(join(tmpdir(), 'dogstats-faults-'));
});
afterEach(async () => {
  app?.child.kill('SIGKILL');
  await app?.ended;
  await intake.close();
  spawnSync('umount', [dir]);
  rmSync(dir, { recursive: true, force: true });
});

/** Keeps an outage up until \`writes\` payloads are queued, then delivers all of them. */
const outage = (writes: number, noise: string): string => `
  const writing = Array.from({ length: ${writes} }, (_, index) => count(index, ${noise}));
  while (stats().errors.length === 0) await pause(5);
  await pause(1_000);
  say(stats());
  while (stats().retained > 0) { delivery.hurry(); await pause(50); }
  say(stats());
  await delivery.close();`;

/** Letters that don't compress. */
const noise = `Array.from({ length: 16_384 }, () => Math.random().toString(36)[3]).join('')`;

async function survives(app: App, writes: number): Promise<void> {
  const during = await app.next();
  expect(during).toMatchObject({ accepted: 0, retained: writes, dropped: {} });
  intake.clearFaults();
  expect(await app.next()).toMatchObject({ accepted: writes, retained: 0, dropped: {} });
  expect(await app.ended).toBe(0);
  const values = intake.series().flatMap(({ points }) => points.map(({ value }) => value));
  expect(values.toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: writes }, (_, index) => index + 1),
  );
}

const canMount =
  process.getuid?.() === 0 &&
  (() => {
    const probe = mkdtempSync(join(tmpdir(), 'dogstats-mount-'));
    const mounted =
      spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', probe]).status === 0;
    if (mounted) spawnSync('umount', [probe]);
    rmSync(probe, { recursive: true });
    return mounted;
  })();

test.skipIf(!canMount)('G22 a disk that is full: delivery goes on from memory', async () => {
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', dir]);
  intake.addFaults({ status: 503 });
  app = await startApp(built, outage(60, noise), [intake.url, join(dir, 'spool')]);

  await survives(app, 60);
  // Nothing half-written is left.
  const left = readdirSync(dir, { recursive: true, encoding: 'utf8' });
  expect(left.filter((name) => name.endsWith('.payload') || name.endsWith('.tmp'))).toEqual([]);
});

test.skipIf(process.getuid?.() !== 0)('G22 a folder that may not be written to', async () => {
  const locked = join(dir, 'locked');
  mkdirSync(locked);
  chmodSync(dir, 0o755);
  chownSync(locked, nobody, nobody);
  chmodSync(locked, 0o500);
  intake.addFaults({ status: 503 });
  app = await startApp(built, outage(5, `''`), [intake.url, join(locked, 'spool')], {
    uid: nobody,
  });

  await survives(app, 5);
  expect(statSync(locked).mode & 0o777).toBe(0o500);
});

test('G22 a process out of file descriptors: what can’t be written or sent is kept', async () => {
  intake.addFaults({ status: 503 });
  const body = `
    const { openSync, closeSync } = await import('node:fs');
    await pause(50);
    const taken = [];
    try { for (;;) taken.push(openSync('/dev/null')); } catch {}
    const writing = Array.from({ length: 20 }, (_, index) => count(index));
    while (stats().errors.length === 0) await pause(5);
    await pause(500);
    say(stats());
    for (const fd of taken) closeSync(fd);
    while (stats().retained > 0) { delivery.hurry(); await pause(50); }
    say(stats());
    await delivery.close();`;
  app = await startApp(built, body, [intake.url, join(dir, 'spool')], {
    shell: (command) => `ulimit -n 64; exec ${command}`,
  });

  await survives(app, 20);
});
