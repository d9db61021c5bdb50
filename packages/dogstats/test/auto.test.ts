import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIntake, type Intake } from '@dogstats/intake';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { runNode } from './run-program.js';

let intake: Intake;

beforeEach(async () => {
  intake = await createIntake({ port: 0 });
  return () => intake.close();
});

const auto = ['--import', 'dogstats/auto', '--input-type=module', '--eval'];
const record = "import { dogStats } from 'dogstats'; dogStats.increment('runs', 3);";

test('starts from the environment, before the program', async () => {
  const program = runNode([...auto, record], { DD_URL: intake.url, DD_ENV: 'test' });
  expect((await program.ended).code, program.output.stderr).toBe(0);
  expect(intake.total('runs', ['env:test'])).toBe(3);
});

test('sees the variables of --env-file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dogstats-auto-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, '.env');
  writeFileSync(file, `DD_URL=${intake.url}\nDD_TAGS=team:web\n`);
  const program = runNode([`--env-file=${file}`, ...auto, record]);
  expect((await program.ended).code, program.output.stderr).toBe(0);
  expect(intake.total('runs', ['team:web'])).toBe(3);
});

test('a program runs though the environment is of no use', async () => {
  const program = runNode([...auto, `${record} console.log('ran');`], { DD_SITE: 'datadog.eu' });
  expect((await program.ended).code).toBe(0);
  expect(program.output.stdout).toBe('ran\n');
  expect(program.output.stderr).toContain('datadoghq.eu');
});

test('a start() with options of its own says where it was started first', async () => {
  const program = runNode(
    [...auto, "import { dogStats } from 'dogstats'; dogStats.start({ prefix: 'shop' });"],
    { DD_URL: intake.url },
  );
  expect((await program.ended).code).toBe(1);
  expect(program.output.stderr).toMatch(/already started with other options.*auto/);
});

test('worker threads leave it to the main thread', async () => {
  const worker = "const { dogStats } = await import('dogstats'); dogStats.increment('runs', 5);";
  const main = `import { Worker } from 'node:worker_threads';
    ${record}
    const worker = new Worker(${JSON.stringify(worker)}, { eval: true });
    await new Promise((resolve) => worker.once('exit', resolve));`;
  const program = runNode([...auto, main], { DD_URL: intake.url });
  expect((await program.ended).code, program.output.stderr).toBe(0);
  expect(intake.total('runs')).toBe(3);
});
