import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIntake } from '@dogstats/intake';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { missingServices } from '../../scripts/services.mjs';
import { startService } from '../runner/services.mjs';
import { compileExamples, runNode } from './run-node.ts';

const timeout = 120_000;
const missing = missingServices().some(({ name }: { name: string }) => name === 'prometheus');
if (missing && process.env['DOGSTATS_INSTALL_SERVICES'] === '1') {
  throw new Error('prometheus is missing, and DOGSTATS_INSTALL_SERVICES=1 promises it');
}

beforeAll(compileExamples, timeout);

describe.skipIf(missing)('metrics in a Prometheus of one’s own', { timeout }, () => {
  it('are the numbers that the program recorded, and the file has them, too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dogstats-example-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const store = await startService('prometheus');
    onTestFinished(store.stop);
    const file = join(folder, 'points');

    const run = runNode(['dist/to-prometheus/main.js'], {
      STORE_URL: store.url,
      POINTS_FILE: file,
    });

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
