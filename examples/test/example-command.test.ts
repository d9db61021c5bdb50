import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createIntake } from '@dogstats/intake';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { root } from '../../scripts/run.mjs';
import { services } from '../../scripts/services.mjs';
import { watchChild } from '../../test/watch-child.ts';
import { descriptionOf, exampleNames, needsFramework, planOf } from '../runner/examples.mjs';
import { holdingsOf } from '../runner/holdings.mjs';
import { formatHoldings } from '../runner/table.mjs';
import { compileExamples } from './run-node.ts';

const timeout = 120_000;
const names: string[] = exampleNames();
const sources = join(root, 'examples', 'src');
const read = (file: string): string => readFileSync(join(sources, file), 'utf8');

/** `npm run example`, with no environment but PATH and what is given. */
async function runExample(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['scripts/example.mjs', ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { ended, output } = watchChild(child);
  return { code: (await ended).code, ...output };
}

describe('the folders of examples', () => {
  it('have a program each, and nothing lies beside them', () => {
    expect(readdirSync(sources).sort()).toEqual([...names].sort());
  });

  it.each(names)('%s: has a page with one line of what it is, and the command', (name) => {
    const page = read(`${name}/README.md`);
    expect(page).toMatch(new RegExp(`^npm run example -- ${name}$`, 'm'));
    expect(descriptionOf(name)).toMatch(/^[A-Z].{20,85}\.$/);
    const index = readFileSync(join(root, 'examples', 'README.md'), 'utf8');
    expect(index).toContain(`| [${name}](src/${name}) | ${descriptionOf(name)} |`);
  });

  it.each(names)('%s: is run as its example.json says, by programs that there are', (name) => {
    const { runs, services: needed } = planOf(name);
    for (const { file } of runs) expect(existsSync(join(sources, name, `${file}.ts`))).toBe(true);
    expect(services.map((service: { name: string }) => service.name)).toEqual(
      expect.arrayContaining(needed),
    );
  });

  it('need no framework but in those of frameworks', () => {
    const found = names.filter((name) => needsFramework(name));
    expect(found).toEqual(['express', 'fastify', 'hono', 'koa', 'nestjs']);
  });
});

describe('npm run example', { timeout }, () => {
  beforeAll(compileExamples, timeout);

  it('lists what there is, and exits 2, without a name and with an unknown one', async () => {
    const [none, unknown] = await Promise.all([runExample([]), runExample(['expres'])]);

    expect(none.code).toBe(2);
    for (const name of names) {
      expect(none.stderr).toMatch(new RegExp(`^ {2}${name} +\\S.+\\.$`, 'm'));
    }
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toBe(`No example is named expres.\n\n${none.stderr}`);
  });

  it('says in one line what has to be installed', async () => {
    const { code, stdout, stderr } = await runExample(['redis-relay'], { PATH: '' });

    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      'redis-relay needs redis-server: install it (apt-get install redis-server), or name one with REDIS_URL.\n',
    );
  });

  it('visits a service, ends it, and shows what the intake holds', async () => {
    const { code, stdout, stderr } = await runExample(['http-service']);

    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^ {2}shop\.requests +path:\/orders +count +12$/m);
    expect(stdout).toMatch(/^ {2}shop\.requests +path:\/users +count +3$/m);
    expect(stdout).toMatch(/^ {2}shop\.request\.time +histogram +15, up to [\d.]+$/m);
  });

  it('has a column for each way, over HTTPS and by way of an Agent', async () => {
    const { code, stdout, stderr } = await runExample(['dogstatsd']);

    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^ {2}metric +tags +type +over HTTPS +to an Agent$/m);
    expect(stdout).toMatch(/^ {2}shop\.items +shop:main +count +6 +6$/m);
    expect(stdout).toMatch(/^ {2}shop\.price +shop:main +histogram +6, up to 12 +6, up to 12$/m);
  });

  it('sends where DD_URL says, and starts no intake then', async () => {
    const intake = await createIntake({ port: 0 });
    onTestFinished(() => intake.close());

    const { code, stdout, stderr } = await runExample(['quickstart'], {
      DD_URL: intake.url,
      DD_API_KEY: 'local',
    });

    expect(code, stderr).toBe(0);
    expect(intake.total('page.views', ['page:home'])).toBe(1);
    expect(stdout).toContain('Without an intake, as DD_URL is set.');
    expect(stdout).not.toContain('What the intake holds');
  });
});

describe('its table', () => {
  it('tells a histogram from metrics that are named like its aggregates', async () => {
    const intake = await createIntake({ port: 0 });
    onTestFinished(() => intake.close());
    const now = Math.floor(Date.now() / 1000) - 60;
    const series = (metric: string, type: 'count' | 'gauge' | 'rate', ...values: number[]) => ({
      metric,
      type,
      interval: 10,
      points: values.map((value, index): [number, number] => [now + 10 * index, value]),
    });
    await intake.seed({
      series: [
        series('orders.count', 'count', 2, 3),
        series('time.count', 'rate', 0.1, 0.3),
        series('time.max', 'gauge', 7, 0.123456),
        series('depth', 'gauge', 9, 4),
        series('lag.min', 'gauge', 1),
        series('lag.max', 'gauge', 2),
      ],
    });

    const rows = holdingsOf(intake);

    expect(formatHoldings([{ title: 'held', rows }]).split('\n')).toEqual([
      '  metric        tags  type       held',
      '  depth               gauge      4',
      '  lag.max             gauge      2',
      '  lag.min             gauge      1',
      '  orders.count        count      5',
      '  time                histogram  4, up to 0.1235',
    ]);
  });

  it('says so when there is nothing', () => {
    expect(formatHoldings([{ title: 'held', rows: new Map() }])).toBe(
      '  The intake holds nothing.',
    );
  });
});
