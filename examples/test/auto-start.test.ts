import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIntake } from '@dogstats/intake';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { compileExamples, runNode } from './run-node.ts';

const timeout = 120_000;

beforeAll(compileExamples, timeout);

it('a program without a start() is started by --import, from an env file', {
  timeout,
}, async () => {
  const intake = await createIntake({ port: 0 });
  onTestFinished(() => intake.close());
  const folder = mkdtempSync(join(tmpdir(), 'dogstats-auto-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, '.env');
  writeFileSync(file, `DD_URL=${intake.url}\nDD_API_KEY=local\nDD_SERVICE=worker\n`);
  const run = runNode([
    `--env-file=${file}`,
    '--import',
    'dogstats/auto',
    'dist/auto-start/main.js',
  ]);
  expect(await run.ended, run.output.stderr).toBe(0);
  expect(run.output.stdout).toBe('Sent 2 calls.\n');
  expect(intake.total('jobs.done', ['queue:mail', 'service:worker'])).toBe(4);
  expect(intake.total('jobs.waiting')).toBe(7);
});
