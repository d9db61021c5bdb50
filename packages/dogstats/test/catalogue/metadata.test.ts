import { fileURLToPath } from 'node:url';
import { createIntake, type Intake } from '@dogstats/intake';
import { DogStats } from 'dogstats';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { metadata as run } from '../../src/metadata/command.js';
import { runNode } from '../run-program.js';

const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));

const module = fixture('metrics.mjs');
const apiKey = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const appKey = 'decade00decade00decade00decade00decade00';

/** Runs the command in this process, with no variables but those given. */
async function metadata(args: readonly string[], env: Record<string, string> = {}) {
  const said = { stdout: '', stderr: '' };
  const to = (stream: keyof typeof said) => (text: unknown) => {
    said[stream] += `${text}\n`;
  };
  const spies = [
    vi.spyOn(console, 'log').mockImplementation(to('stdout')),
    vi.spyOn(console, 'error').mockImplementation(to('stderr')),
  ];
  const usual = process.env;
  process.env = env;
  try {
    const code = await run([...args]);
    expect(said.stdout + said.stderr).not.toMatch(new RegExp(`${apiKey}|${appKey}`));
    return { code, ...said };
  } finally {
    process.env = usual;
    for (const spy of spies) spy.mockRestore();
  }
}

async function startIntake(): Promise<{ intake: Intake; env: Record<string, string> }> {
  const intake = await createIntake({ port: 0, apiKeys: [apiKey], applicationKeys: [appKey] });
  onTestFinished(() => intake.close());
  return { intake, env: { DD_URL: intake.url, DD_API_KEY: apiKey, DD_APP_KEY: appKey } };
}

/** A point of each metric, as a program with that prefix sends it. */
async function sendPoints(intake: Intake, prefix: string): Promise<void> {
  const dogStats = new DogStats();
  dogStats.start({ env: {}, url: intake.url, apiKey, prefix, autoFlush: false });
  dogStats.increment('http.requests');
  dogStats.histogram('http.time', 0.1);
  dogStats.gauge('queue.depth', 1);
  dogStats.rate('net.in', 1);
  expect((await dogStats.close()).ok).toBe(true);
}

async function known(intake: Intake, metric: string): Promise<Record<string, unknown>> {
  const headers = { 'DD-API-KEY': apiKey, 'DD-APPLICATION-KEY': appKey };
  const answer = await fetch(`${intake.url}/api/v1/metrics/${metric}`, { headers });
  return (await answer.json()) as Record<string, unknown>;
}

describe('push', () => {
  test('tells units and descriptions, of each series of a histogram too', async () => {
    const { intake, env } = await startIntake();
    await sendPoints(intake, 'shop');
    const { code, stdout, stderr } = await metadata(['push', module, '--prefix', 'shop'], env);

    expect(stderr).toBe('');
    expect(code, stdout).toBe(0);
    expect(stdout).toContain('✔ shop.http.requests: unit request, short name "requests", ');
    expect(stdout).toContain('10 pushed, 0 not known yet, 0 refused.');
    expect(await known(intake, 'shop.http.requests')).toMatchObject({
      type: 'count',
      unit: 'request',
      description: 'Requests served.',
      short_name: 'requests',
    });
    expect(await known(intake, 'shop.http.time.95percentile')).toMatchObject({
      unit: 'second',
      description: 'Time to answer (95percentile)',
    });
    expect(await known(intake, 'shop.http.time.count')).toMatchObject({
      unit: null,
      description: 'Time to answer (count)',
    });
    expect(await known(intake, 'shop.net.in')).toMatchObject({ unit: 'byte', per_unit: 'second' });
  });

  test('names metrics of which no point has come; with --strict that is a failure', async () => {
    const { env } = await startIntake();
    const lenient = await metadata(['push', module], env);
    const strict = await metadata(['push', module, '--strict'], env);

    expect([lenient.code, strict.code]).toEqual([0, 1]);
    expect(lenient.stdout).toContain('– http.requests: not known there yet');
    expect(lenient.stdout).toContain('0 pushed, 10 not known yet, 0 refused.');
  });

  test('ends at refused keys, with exit code 1 and what to do', async () => {
    const { intake, env } = await startIntake();
    const { code, stdout } = await metadata(['push', module], { ...env, DD_APP_KEY: 'wrong' });

    expect(code).toBe(1);
    expect(stdout.match(/✖/g)).toHaveLength(1);
    expect(stdout).toMatch(/✖ http.requests: answered 403: .*\n {2}→ check DD_API_KEY, DD_APP_KEY/);
    expect(intake.requests()).toEqual([]);
  });

  test('follows the variables that start() follows', async () => {
    const env = {
      DOGSTATS_PREFIX: 'web',
      DOGSTATS_HISTOGRAM_AGGREGATES: 'max',
      DOGSTATS_HISTOGRAM_PERCENTILES: '0.5',
    };
    const { code, stdout } = await metadata(['push', module, '--dry-run'], env);

    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'web.http.requests: unit request, short name "requests", "Requests served."',
      'web.http.time.50percentile: unit second, "Time to answer (50percentile)"',
      'web.http.time.max: unit second, "Time to answer (max)"',
      'web.net.in: unit byte, per second, "In | out\\nof it"',
      '',
    ]);
  });

  test.each([
    [{}, /DD_API_KEY is not set; DD_APP_KEY is not set: make one/],
    [{ DD_SITE: 'datadog.eu' }, /did you mean 'datadoghq.eu'/],
    [{ DD_API_KEY: 'a b', DD_APP_KEY: appKey }, /DD_API_KEY contains characters that no key has/],
    [{ DD_API_KEY: apiKey, DD_APP_KEY: 'a b' }, /the application key contains characters/],
    [{ DOGSTATS_RETRY_ATTEMPTS: 'many' }, /DOGSTATS_RETRY_ATTEMPTS has to be/],
  ])('with %o answers 2', async (env, said) => {
    const { code, stdout, stderr } = await metadata(['push', module], env);

    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(said);
  });
});

test('markdown prints the catalogue', async () => {
  const { code, stdout } = await metadata(['markdown', module, '--prefix', 'shop']);

  expect(code).toBe(0);
  expect(stdout.split('\n')).toEqual([
    '| Metric | Type | Unit | Tags | Description |',
    '| --- | --- | --- | --- | --- |',
    '| `shop.http.requests` | count | request | `route`, `status` | Requests served. |',
    '| `shop.http.time` | histogram | second |  | Time to answer |',
    '| `shop.net.in` | rate | byte per second |  | In \\| out of it |',
    '| `shop.queue.depth` | gauge |  | `queue`: `mail` `sms`, `shard?`: number |  |',
    '',
  ]);
});

test.each([
  [[], 'push or markdown, not nothing'],
  [['pull', 'x.js'], 'push or markdown, not pull'],
  [['push'], 'name the module'],
  [['push', 'a.js', 'b.js'], 'one module, not 2'],
  [['push', 'a.js', '--timeout', 'soon'], '--timeout takes seconds'],
  [['push', 'a.js', '--what'], '--what'],
  [['push', 'nowhere.js'], 'there is no file nowhere.js'],
  [['push', fixture('broken.mjs')], /broken.mjs can't be loaded: on purpose/],
  [['markdown', fixture('tsconfig.json')], /tsconfig.json/],
])('metadata %j answers 2', async (args, said) => {
  const { code, stdout, stderr } = await metadata(args);

  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(said);
});

test('is a command of dogstats', async () => {
  const help = runNode(['bin/dogstats.js', 'help', 'metadata']);
  const wrong = runNode(['bin/dogstats.js', 'metadata', 'push', 'nowhere.js']);

  expect((await help.ended).code).toBe(0);
  expect(help.output.stdout).toContain('Usage: dogstats metadata push');
  expect((await wrong.ended).code).toBe(2);
  expect(wrong.output.stderr).toContain('there is no file nowhere.js');
});
