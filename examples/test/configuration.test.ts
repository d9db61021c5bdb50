import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIntake } from '@dogstats/intake';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { compileExamples, runNode } from './run-node.ts';

const timeout = 120_000;

beforeAll(compileExamples, timeout);

describe('configuration', { timeout }, () => {
  it('comes from a file, then from variables', async () => {
    const intake = await createIntake({ port: 0 });
    onTestFinished(() => intake.close());
    const folder = mkdtempSync(join(tmpdir(), 'dogstats-options-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'options.json');
    writeFileSync(file, '{ "prefix": "file", "histogram": { "aggregates": [] } }');

    const run = runNode(['dist/configuration/main.js', file], {
      DD_URL: intake.url,
      DOGSTATS_PREFIX: 'variable',
      DOGSTATS_HISTOGRAM_PERCENTILES: '0.5',
    });

    expect(await run.ended, run.output.stderr).toBe(0);
    expect(
      intake
        .series()
        .map(({ metric }) => metric)
        .sort(),
    ).toEqual(['file.boot.time.50percentile', 'file.started']);
    expect(intake.total('file.started')).toBe(1);
  });

  it('that can’t be used is named at once', async () => {
    const run = runNode(['dist/configuration/main.js'], {
      DOGSTATS_RETRY_ATTEMPTS: 'many',
      DOGSTATS_DISABLED: 'perhaps',
    });

    expect(await run.ended).toBe(1);
    expect(run.output.stderr.split('\n')).toEqual([
      "dogStats.start() can't use its options:",
      "  - DOGSTATS_DISABLED has to be true or false, not 'perhaps'",
      "  - DOGSTATS_RETRY_ATTEMPTS has to be a whole number from 0 to 100, not 'many'",
      '',
    ]);
  });

  it('disabled: nothing is sent', async () => {
    const intake = await createIntake({ port: 0 });
    onTestFinished(() => intake.close());
    const run = runNode(['dist/configuration/main.js'], {
      DD_URL: intake.url,
      DOGSTATS_DISABLED: '1',
    });

    expect(await run.ended, run.output.stderr).toBe(0);
    expect(intake.requests()).toEqual([]);
  });
});
