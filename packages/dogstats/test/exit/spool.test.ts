import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIntake, type Intake } from '@dogstats/intake';
import { expect, onTestFinished, test } from 'vitest';
import { runProgram } from '../run-program.js';

function spoolFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dogstats-spool-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function startIntake(): Promise<Intake> {
  const intake = await createIntake({ port: 0 });
  onTestFinished(() => intake.close());
  return intake;
}

/** Runs against an intake that is down, and ends in the way given; then another one finds it up. */
async function endAndStartAgain(
  end: string,
  kill?: NodeJS.Signals,
): Promise<{ intake: Intake; code: number | null; signal: string | null; stderr: string }> {
  const SPOOL = spoolFolder();
  const options = `handleSignals: true, host: 'web-1', spool: { dir: process.env.SPOOL }, retry: { attempts: 0 }`;
  const first = runProgram(
    `dogStats.start({ ${options} });
     dogStats.increment('jobs', 3);
     dogStats.distribution('spread', 1);
     // Until it is known: a process that ends before it has loaded what delivers can keep nothing.
     while ((await dogStats.flush({ timeoutMs: 100 })).errors.length === 0);
     dogStats.increment('jobs', 4);
     dogStats.increment('late', 5);
     ${end}`,
    { env: { DD_URL: 'http://127.0.0.1:9', DOGSTATS_LOG_LEVEL: 'silent', SPOOL } },
  );
  if (kill !== undefined) {
    await first.said(/ready/);
    first.child.kill(kill);
  }
  const { code, signal } = await first.ended;
  expect(readdirSync(SPOOL, { recursive: true }).join()).toContain('.payload');

  const intake = await startIntake();
  const second = runProgram(
    `dogStats.start({ ${options} });
     const wait = setInterval(async () => {
       const { adopted, retained } = dogStats.stats();
       if (!(adopted?.accepted >= 4) || adopted.retained > 0) return;
       clearInterval(wait);
       await dogStats.close();
       console.log(JSON.stringify(adopted));
     }, 50);`,
    { env: { DD_URL: intake.url, SPOOL } },
  );
  expect(await second.ended, second.output.stderr).toEqual({ code: 0, signal: null });
  expect(JSON.parse(second.output.stdout)).toEqual({ accepted: 4, retained: 0, dropped: {} });
  return { intake, code, signal, stderr: first.output.stderr };
}

function expectAll(intake: Intake): void {
  expect([intake.total('jobs'), intake.total('late'), intake.total('spread')]).toEqual([7, 5, 1]);
}

test('process.exit() spools what is unsent, the open bucket too, and the next start sends it', async () => {
  const { intake, code, stderr } = await endAndStartAgain('process.exit(3);');

  expect([code, stderr]).toEqual([3, '']);
  expectAll(intake);
});

test('so does an uncaught exception', async () => {
  const { intake, code, stderr } = await endAndStartAgain(
    `setImmediate(() => { throw new Error('the bug'); });`,
  );

  expect(code).toBe(1);
  expect(stderr).toContain('the bug');
  expect(stderr).not.toContain('DS301');
  expectAll(intake);
});

test('so does one that comes while another listener on exit fails', async () => {
  const { intake, code } = await endAndStartAgain(
    `process.prependListener('exit', () => { throw new Error('in the way'); });
     setImmediate(() => { throw new Error('the bug'); });`,
  );

  expect(code).not.toBe(0);
  expectAll(intake);
});

test('so does close() that could not deliver', async () => {
  const { intake, code, stderr } = await endAndStartAgain(
    'await dogStats.close({ timeoutMs: 100 });',
  );

  expect([code, stderr]).toEqual([0, '']);
  expectAll(intake);
});

test('so does a signal, and a second one that does not wait', async () => {
  const { intake, signal, stderr } = await endAndStartAgain(
    `setInterval(() => {}, 1000);
     process.once('beforeExit', () => {});
     setTimeout(() => process.kill(process.pid, 'SIGTERM'), 300);
     console.log('ready');`,
    'SIGTERM',
  );

  expect([signal, stderr]).toEqual(['SIGTERM', '']);
  expectAll(intake);
});

test('a spool that can’t be written loses what is unsent, and says so', async () => {
  const { ended, output } = runProgram(
    `dogStats.start({ spool: { dir: 'package.json/spool' }, retry: { attempts: 0 } });
     dogStats.increment('m');
     // Until it is known.
     while ((await dogStats.flush({ timeoutMs: 100 })).errors.length === 0);
     dogStats.increment('n');
     process.exit();`,
    { env: { DD_URL: 'http://127.0.0.1:9' } },
  );

  expect(await ended).toEqual({ code: 0, signal: null });
  const said = output.stderr.trim().split('\n').at(-1);
  expect(said).toMatch(/^dogstats DS301: the process ends with 2 unsent samples: the spool in /);
});
