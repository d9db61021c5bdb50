import { createIntake } from '@dogstats/intake';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { compileExamples, runNode } from './run-node.ts';

const timeout = 120_000;

beforeAll(compileExamples, timeout);

it('does and undoes by hand what it says it does', { timeout }, async () => {
  const intake = await createIntake({ port: 0 });
  onTestFinished(() => intake.close());
  const env = { DD_URL: intake.url, DD_API_KEY: 'a', DD_APP_KEY: 'b', DD_HOSTNAME: 'ci-1' };

  const run = runNode(['dist/http-api/main.js'], env);

  expect(await run.ended, run.output.stderr).toBe(0);
  expect(run.output.stdout).toBe(
    "Deployed shop 1.2.3 [ 'service:shop', 'version:1.2.3' ] 1 timeseries\n",
  );
  expect(intake.events()).toMatchObject([{ title: 'Deployed shop 1.2.3', tags: ['service:shop'] }]);
  expect(intake.series({ metric: 'shop.deploys' })).toMatchObject([
    { type: 'count', host: 'ci-1', tags: ['service:shop'], points: [{ value: 1 }] },
  ]);
});
