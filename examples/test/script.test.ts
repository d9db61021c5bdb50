import { createIntake, type Intake } from '@dogstats/intake';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileExamples, runNode } from './run-node.ts';

const timeout = 120_000;

let intake: Intake;

beforeAll(async () => {
  await compileExamples();
  intake = await createIntake({ port: 0 });
}, timeout);
beforeEach(() => intake.reset());
afterAll(() => intake.close());

describe('a script', { timeout }, () => {
  it('delivers by a flush at its end, though the first answer is 503', async () => {
    intake.respondNext({ status: 503 });
    const script = runNode(['dist/cron/main.js'], toIntake());
    expect(await script.ended, script.output.stderr).toBe(0);
    expect(script.output.stdout).toContain('Sent 3 calls.');
    expect(intake.requests().map(({ status }) => status)).toEqual([503, 202]);
    expect(intake.total('nightly.runs')).toBe(1);
    expect(intake.total('nightly.list.time.count')).toBe(1);
    expect(intake.total('nightly.files')).toBeGreaterThan(0);
  });

  it('delivers at its end without a flush, too', async () => {
    const script = runInline("dogStats.increment('runs', 3);", toIntake());
    expect(await script.ended, script.output.stderr).toBe(0);
    expect(intake.total('runs')).toBe(3);
    expect(script.output).toEqual({ stdout: '', stderr: '' });
  });

  it('delivers at its end without a flush, though the first answer is 503', async () => {
    intake.respondNext({ status: 503 });
    const script = runInline("dogStats.increment('runs', 3);", toIntake());
    expect(await script.ended, script.output.stderr).toBe(0);
    expect(intake.total('runs')).toBe(3);
  });

  it('warns once, and exits 0, without an API key', async () => {
    const script = runInline(
      "dogStats.increment('runs'); console.log((await dogStats.flush()).dropped);",
      {},
    );
    expect(await script.ended).toBe(0);
    expect(script.output.stdout).toBe('{ no_api_key: 1 }\n');
    const warnings = script.output.stderr.trim().split('\n');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('DD_API_KEY');
    expect(intake.requests()).toEqual([]);
  });

  it('warns once, and exits 0, without an API key and without a flush', async () => {
    const script = runInline("dogStats.increment('runs');", {});
    expect(await script.ended).toBe(0);
    expect(script.output.stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('the quick start', { timeout }, () => {
  it('delivers what it records', async () => {
    const run = runNode(['dist/quickstart/main.js'], toIntake());
    expect(await run.ended, run.output.stderr).toBe(0);
    expect(intake.total('page.views', ['page:home'])).toBe(1);
    expect(intake.total('user.query.time.count')).toBe(1);
  });
});

function toIntake(): Record<string, string> {
  return { DD_URL: intake.url, DD_API_KEY: 'local' };
}

/** A module that starts dogStats, as its text. */
function runInline(body: string, env: Record<string, string>): ReturnType<typeof runNode> {
  const text = `import { dogStats } from 'dogstats'; dogStats.start(); ${body}`;
  return runNode(['--input-type=module', '--eval', text], env);
}
