import { createIntake } from '@dogstats/intake';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { compileExamples, runNode } from './run-node.ts';

const timeout = 120_000;

beforeAll(compileExamples, timeout);

it('timing: each way of it delivers what it timed', { timeout }, async () => {
  const intake = await createIntake({ port: 0 });
  onTestFinished(() => intake.close());

  const run = runNode(['dist/timing/main.js'], { DD_URL: intake.url });

  expect(await run.ended, run.output.stderr).toBe(0);
  expect(run.output.stdout).toBe('3 7\n');
  const find = (...tags: string[]): number => intake.total('timing.user.find.count', tags);
  expect(find('found:true', 'failed:false')).toBe(1);
  expect(find('found:false', 'failed:false')).toBe(1);
  expect(find('found:false', 'failed:true')).toBe(1);
  expect(intake.total('timing.order.save')).toBe(1);
  expect(intake.total('timing.order.export.count')).toBe(1);
  expect(intake.total('timing.page.render.count', ['page:orders', 'empty:false'])).toBe(1);
  expect(intake.total('timing.total.sum.count')).toBe(1);
});
