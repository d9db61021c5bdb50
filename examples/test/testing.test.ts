import { beforeAll, expect, it } from 'vitest';
import { compileExamples, runNode } from './run-node.ts';

const timeout = 120_000;

beforeAll(compileExamples, timeout);

it('testing: the tests of an app pass, and fail with what was recorded', { timeout }, async () => {
  const run = runNode(['--test', '--test-reporter=tap', 'dist/testing/main.js']);

  expect(await run.ended, run.output.stdout).toBe(0);
  expect(run.output.stdout).toMatch(/^# pass 2$/m);
  expect(run.output.stdout).toMatch(/^# fail 0$/m);
});
