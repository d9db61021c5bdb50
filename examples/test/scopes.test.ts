import { createIntake } from '@dogstats/intake';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { compileExamples, runNode } from './run-node.ts';

const timeout = 120_000;

beforeAll(compileExamples, timeout);

it('scopes: parts of a program and requests have their tags', { timeout }, async () => {
  const intake = await createIntake({ port: 0 });
  onTestFinished(() => intake.close());

  const run = runNode(['dist/scopes/main.js'], { DD_URL: intake.url });

  expect(await run.ended, run.output.stderr).toBe(0);
  expect(run.output.stdout).toBe('true 10\n');
  expect(intake.total('shop.requests', ['tenant:a', 'plan:paid'])).toBe(2);
  expect(intake.total('shop.requests', ['tenant:b', 'plan:free'])).toBe(1);
  expect(intake.total('shop.db.query.time.count', ['kind:sql', 'table:users', 'tenant:a'])).toBe(2);
  expect(intake.total('shop.db.connections', ['kind:sql'])).toBe(5);
  const [queries] = intake.series({ metric: 'shop.db.queries' });
  expect(queries?.tags).toEqual(['kind:sql', 'table:users']);
  expect(intake.total('shop.db.queries')).toBe(3);
});
