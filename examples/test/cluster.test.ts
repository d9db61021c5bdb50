import { createIntake } from '@dogstats/intake';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { compileExamples, runNode } from './run-node.ts';

const timeout = 120_000;

beforeAll(compileExamples, timeout);

it('four workers and their primary send one total', { timeout }, async () => {
  const intake = await createIntake({ port: 0 });
  onTestFinished(() => intake.close());
  const env = { PORT: '0', DD_URL: intake.url, DD_HOSTNAME: 'web-1' };
  const { child, output, said, ended } = runNode(['dist/cluster/main.js'], env);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  // All four of them listen there.
  const port = await said(/port: (\d+)(?:[\s\S]*?port: \d+){3}/);
  for (let visits = 0; visits < 40; visits++) {
    await (await fetch(`http://127.0.0.1:${port}/${visits % 4 === 0 ? 'cart' : ''}`)).text();
  }
  child.kill('SIGTERM');
  expect(await ended, output.stderr).toBe(0);

  expect(output.stderr).toBe('');
  expect(intake.total('shop.requests')).toBe(40);
  expect(intake.total('shop.requests', ['path:/cart'])).toBe(10);
  expect(intake.total('shop.request.time.count')).toBe(40);
  const [workers] = intake.series({ metric: 'shop.workers' });
  expect(workers).toMatchObject({ host: 'web-1', tags: [] });
  expect(Math.max(...(workers?.points ?? []).map(({ value }) => value))).toBeGreaterThan(1);
});
