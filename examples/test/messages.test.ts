import { createIntake } from '@dogstats/intake';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { compileExamples, runNode } from './run-node.ts';

const timeout = 120_000;

beforeAll(compileExamples, timeout);

it('messages: each mistake is told once, with its code and line, and the rest arrives', {
  timeout,
}, async () => {
  const intake = await createIntake({ port: 0 });
  onTestFinished(() => intake.close());

  const run = runNode(['dist/messages/main.js'], { DD_URL: intake.url, DD_API_KEY: 'canary-key' });

  expect(await run.ended, run.output.stderr).toBe(0);
  expect(run.output.stdout).toBe('true 1000 { invalid_value: 1000, timestamp_in_ms: 1000 }\n');
  expect(intake.total('page_views', ['user_name:ann_b'])).toBe(1000);
  const lines = run.output.stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).msg as string);
  expect(lines.map((line) => line.slice(0, 5))).toEqual(['DS204', 'DS203', 'DS201', 'DS205']);
  for (const line of lines) expect(line).toMatch(/ \(at dist\/messages\/main\.js:\d+:\d+\)$/);
  expect(run.output.stderr).not.toContain('canary-key');
});
