import { createIntake, type Intake } from '@dogstats/intake';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { compileExamples, type Run, runNode } from './run-node.ts';

const timeout = 120_000;

let intake: Intake;

beforeAll(async () => {
  await compileExamples();
  intake = await createIntake({ port: 0 });
}, timeout);
afterAll(() => intake.close());

/** Starts the worker, and tells it to end once it has said something. */
async function runUntil(text: RegExp, service: string): Promise<Run> {
  const env = { DD_URL: intake.url, DD_API_KEY: 'local', DD_SERVICE: service };
  const run = runNode(['dist/worker/main.js'], env);
  onTestFinished(async () => {
    run.child.kill('SIGKILL');
    await run.ended;
  });
  await run.said(text);
  run.child.kill('SIGTERM');
  expect(await run.ended, run.output.stderr).toBe(0);
  expect(run.output.stderr).toBe('');
  return run;
}

describe('a worker with a queue', { timeout }, () => {
  it('counts what is done, what fails and what is tried again, and times all of it', async () => {
    const { output } = await runUntil(/Nothing left to do/, 'whole');

    const total = (metric: string, ...tags: string[]): number =>
      intake.total(`shop.jobs.${metric}`, ['service:whole', ...tags]);
    expect(output.stdout).toContain('Stopped: 118 jobs done, 2 failed, 0 left.');
    expect(total('done')).toBe(118);
    expect(total('done', 'kind:invoice')).toBe(38);
    expect(total('failed', 'kind:invoice', 'error:rangeerror')).toBe(2);
    expect(total('retried', 'kind:mail')).toBe(4);
    expect(total('retried', 'kind:invoice')).toBe(4);
    expect(total('run.time.count', 'failed:false')).toBe(118);
    expect(total('run.time.count', 'failed:true')).toBe(10);
    expect(total('wait.time.count')).toBe(128);
  });

  it('on SIGTERM ends what runs, says what is left, and has sent every number', async () => {
    const { output } = await runUntil(/At work/, 'stopped');

    const said = /Stopped: (\d+) jobs done, (\d+) failed, (\d+) left\./.exec(output.stdout) ?? [];
    const [done, failed, left] = said.slice(1).map(Number);
    const total = (metric: string): number =>
      intake.total(`shop.jobs.${metric}`, ['service:stopped']);
    expect(total('done')).toBe(done);
    expect(total('failed')).toBe(failed);
    const last = (metric: string): number | undefined =>
      intake
        .series({ metric: `shop.jobs.${metric}`, tags: ['service:stopped'] })
        .flatMap(({ points }) => points)
        .at(-1)?.value;
    // Whoever is told to end before the first order has not said how many wait.
    expect(last('depth') ?? 0).toBe(left);
    expect(last('running') ?? 0).toBe(0);
  });
});
