import { createIntake } from '@dogstats/intake';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { compileExamples, runNode } from './run-node.ts';

const timeout = 120_000;

beforeAll(compileExamples, timeout);

describe('events', { timeout }, () => {
  it('and service checks arrive with what they say, though the first answers are 503', async () => {
    const intake = await createIntake({ port: 0 });
    onTestFinished(() => intake.close());
    intake.respondNext({ status: 503 }, { status: 503 });

    const run = runNode(['dist/events/main.js'], { DD_URL: intake.url, DD_HOSTNAME: 'web-1' });

    expect(await run.ended, run.output.stderr).toBe(0);
    const [first, id] = run.output.stdout.split('\n');
    expect(first).toBe('true 1 3 string');
    expect(intake.events()).toMatchObject([
      {
        id,
        title: 'Deployed shop 1.2.3',
        text: 'by CI',
        alertType: 'success',
        aggregationKey: 'deploy-shop',
        host: 'web-1',
        tags: ['service:shop', 'team:web'],
      },
    ]);
    expect(intake.checks()).toMatchObject([
      { check: 'database.up', status: 'ok', host: 'web-1', tags: ['team:web'] },
      { check: 'queue.up', status: 'critical', message: 'no answer for 30 s' },
    ]);
    expect(intake.total('deploys')).toBe(1);
  });

  it('are sent at the end of a program that does not flush', async () => {
    const intake = await createIntake({ port: 0 });
    onTestFinished(() => intake.close());
    const program =
      "import { dogStats } from 'dogstats'; dogStats.start(); dogStats.event('a', 'b');";

    const run = runNode(['--input-type=module', '--eval', program], { DD_URL: intake.url });

    expect(await run.ended, run.output.stderr).toBe(0);
    expect(run.output.stderr).toBe('');
    expect(intake.events()).toMatchObject([{ title: 'a', text: 'b' }]);
  });
});
