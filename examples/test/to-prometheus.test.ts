import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIntake } from '@dogstats/intake';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { missingServices } from '../../scripts/services.mjs';
import { compileExamples, runNode } from './run-node.ts';

const timeout = 60_000;
const missing = missingServices().some(({ name }: { name: string }) => name === 'prometheus');
if (missing && process.env['DOGSTATS_INSTALL_SERVICES'] === '1') {
  throw new Error('prometheus is missing, and DOGSTATS_INSTALL_SERVICES=1 promises it');
}

beforeAll(compileExamples, timeout);

/** A Prometheus of its own. @returns its address */
async function startPrometheus(folder: string): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  const config = join(folder, 'prometheus.yml');
  writeFileSync(config, '');
  const child = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-remote-write-receiver',
    ],
    { stdio: 'ignore' },
  );
  const ended = new Promise((resolve) => child.once('exit', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  const url = `http://127.0.0.1:${port}`;
  await expect
    .poll(
      () =>
        fetch(`${url}/-/ready`).then(
          ({ ok }) => ok,
          () => false,
        ),
      { timeout },
    )
    .toBe(true);
  return url;
}

describe.skipIf(missing)('metrics in a Prometheus of one’s own', { timeout }, () => {
  it('are the numbers that the program recorded, and the file has them, too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dogstats-example-'));
    const store = await startPrometheus(folder);
    const file = join(folder, 'points');

    const run = runNode(['dist/to-prometheus/main.js'], { STORE_URL: store, POINTS_FILE: file });

    expect(await run.ended, run.output.stderr).toBe(0);
    expect(run.output.stdout.split('\n').sort()).toEqual([
      '',
      expect.stringMatching(/^\d+ samples sent, 0 reasons for drops$/),
      'de: 75',
      'fr: 25',
    ]);
    const intake = await createIntake({ port: 0, persist: file });
    expect(intake.total('shop.orders', ['country:fr'])).toBe(25);
    await intake.close();
  });
});
