import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { compileExamples, type Run, runNode } from './run-node.ts';

const timeout = 120_000;

beforeAll(compileExamples, timeout);

describe('the demo', { timeout }, () => {
  it('ends with a table in which all is equal, and exits 0', async () => {
    const demo = startDemo('--seconds', '6');
    const url = await pageAddress(demo);
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<html');
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const [, command] = /^DD_URL=http:\S+ (DD_API_KEY=.+)$/m.exec(readme) ?? [];
    expect(demo.output.stdout).toContain(`DD_URL=${new URL(url).origin} ${command}\n`);

    expect(await demo.ended, demo.output.stdout + demo.output.stderr).toBe(0);
    expect(demo.output.stderr).toBe('');
    expect(demo.output.stdout).toMatch(/All \d+ rows are equal\.\s*$/);
    const rows = [...demo.output.stdout.matchAll(/^ {2}(shop\.\S+.*?) +(\d+) +(\d+) {2}equal$/gm)];
    const byName = new Map(rows.map(([, what, recorded]) => [what, Number(recorded)]));
    expect(byName.get('shop.requests  / 200')).toBeGreaterThan(0);
    expect(byName.get('shop.requests  / 200')).toBe(byName.get('shop.response.time.count  /'));
    expect(byName.get('shop.requests.in_flight, last value')).toBe(0);
    expect(demo.output.stdout).toMatch(/shop\.visitors, sum over [1-9]\d* buckets +[1-9]/);
    expect(demo.output.stdout).toMatch(
      /flush ok {2}[1-9]\d* calls accepted, 0 retained, 0 dropped/,
    );
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends cleanly on %s', async (signal) => {
    const demo = startDemo();
    await pageAddress(demo);
    await demo.said(/flush ok/);
    demo.child.kill(signal);

    expect(await demo.ended).toBe(0);
    expect(demo.output.stderr).toBe('');
    expect(demo.output.stdout).toMatch(/All \d+ rows are equal\.\s*$/);
  });

  it('takes the next free port when its own is taken', async () => {
    const first = startDemo('--seconds', '20');
    const second = startDemo('--seconds', '1');
    expect(await pageAddress(first)).not.toBe(await pageAddress(second));
    expect(await second.ended).toBe(0);
    const said = first.output.stdout + second.output.stdout;
    expect(said).toMatch(/^ {2}port 8282 is taken: listening on \d+$/m);
  });

  it.each([
    [['--secnds', '5'], /^demo: Unknown option '--secnds'; .+\n$/],
    [['25'], /^demo: Unexpected argument '25'.+\n$/],
    [['--seconds', 'x'], /^demo: --seconds takes a number up to \d+, not 'x'\n$/],
    [['--seconds', '0'], /^demo: --seconds takes a number .+\n$/],
    [['--seconds'], /^demo: Option '--seconds <value>' argument missing.+\n$/],
  ])('says in one line what is wrong with %j', async (args, message) => {
    const demo = startDemo(...args);
    expect(await demo.ended).toBe(2);
    expect(demo.output).toEqual({ stdout: '', stderr: expect.stringMatching(message) });
  });
});

function startDemo(...args: string[]): Run {
  const demo = runNode(['dist/demo/main.js', ...args]);
  onTestFinished(async () => {
    demo.child.kill('SIGKILL');
    await demo.ended;
  });
  return demo;
}

function pageAddress({ said }: Run): Promise<string> {
  return said(/Live page +(http:\S+)/);
}
