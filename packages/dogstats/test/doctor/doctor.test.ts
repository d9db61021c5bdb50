import { createIntake, type Intake } from '@dogstats/intake';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runNode } from '../run-program.js';
import { caFile, connectProxy, tlsServer } from './tls-server.js';

const key = 'c0ffee00c0ffee00c0ffee00c0ffee00';

async function startIntake(apiKeys: string[] = []): Promise<Intake> {
  const intake = await createIntake({ port: 0, apiKeys });
  onTestFinished(() => intake.close());
  return intake;
}

/** Runs the command as a user does. */
async function doctor(
  env: Record<string, string>,
  args: readonly string[] = [],
  node: readonly string[] = [],
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const { ended, output } = runNode([...node, 'bin/dogstats.js', 'doctor', ...args], env);
  const { code } = await ended;
  expect(output.stdout + output.stderr).not.toContain(key);
  return { code, ...output };
}

/** The line of a check, with what to do about it. */
function finding(stdout: string, check: string): string {
  const lines = stdout.split('\n');
  const at = lines.findIndex((line) => line.slice(2).startsWith(check));
  return lines.slice(at, at + 2).join('\n');
}

describe('all is well', () => {
  test('with a local intake: a line for each check, a test point, exit code 0', async () => {
    const intake = await startIntake([key]);
    const { code, stdout, stderr } = await doctor({ DD_URL: intake.url, DD_API_KEY: key });

    expect(stderr).toBe('');
    expect(code, stdout).toBe(0);
    expect(stdout.split('\n').map((line) => line.slice(0, 12).trimEnd())).toEqual([
      '✔ Node.js',
      '✔ settings',
      '✔ key set',
      '✔ address',
      '✔ proxy',
      '– DNS',
      '– TLS',
      '✔ key valid',
      '✔ clock',
      '✔ test point',
      '',
      'Metrics arri',
      '',
    ]);
    expect(intake.total('dogstats.doctor')).toBe(1);
  });

  test('without a key, where none is needed', async () => {
    const intake = await startIntake();
    const { code, stdout } = await doctor({ DD_URL: intake.url });

    expect(code, stdout).toBe(0);
    expect(finding(stdout, 'key set')).toContain('DD_URL needs none');
  });

  test('as JSON for a CI job', async () => {
    const intake = await startIntake();
    const { code, stdout } = await doctor({ DD_URL: intake.url, DD_API_KEY: key }, ['--json']);

    const { ok, findings } = JSON.parse(stdout);
    expect([code, ok]).toEqual([0, true]);
    expect(findings[0]).toEqual({
      check: 'Node.js',
      status: 'ok',
      message: process.versions.node,
    });
    expect(findings).toHaveLength(10);
  });
});

describe('the key', () => {
  test('is not set', async () => {
    const { code, stdout } = await doctor({ DD_SITE: 'nowhere' });

    expect(code).toBe(1);
    expect(finding(stdout, 'key set')).toMatch(/^✖ .*DD_API_KEY is not set\n.*→ set DD_API_KEY/);
  });

  test('is not set, where an Agent takes the metrics', async () => {
    const { code, stdout } = await doctor({ DD_AGENT_HOST: 'agent' });

    expect(code).toBe(1);
    expect(finding(stdout, 'key set')).toMatch(/^✖ .*sends to the Agent.*\n.*→ ask the Agent/);
    expect(finding(stdout, 'test point')).toMatch(/^–/);
  });

  test('is refused: exit code 1, what to do, and no test point', async () => {
    const intake = await startIntake(['another']);
    const { code, stdout } = await doctor({ DD_URL: intake.url, DD_API_KEY: key });

    expect(code).toBe(1);
    expect(finding(stdout, 'key valid')).toMatch(/^✖ .*refused there \(403\)\n.*→ set DD_API_KEY/);
    expect(finding(stdout, 'clock')).toMatch(/^✔/);
    expect(finding(stdout, 'test point')).toMatch(/^– .*see above/);
    expect(stdout).toContain('Metrics do not arrive.');
    expect(intake.requests()).toEqual([]);
  });

  test.each([
    ['application key', 'a'.repeat(40), 'an application key has'],
    ['of another length', 'abc', '3 characters; one of Datadog’s'.replace('’', "'")],
  ])('looks like none: %s', async (_name, wrong, said) => {
    const { stdout } = await doctor({ DD_API_KEY: wrong, DD_SITE: 'nowhere' });

    expect(finding(stdout, 'key set')).toMatch(/^! /);
    expect(finding(stdout, 'key set')).toContain(said);
    expect(finding(stdout, 'key set')).not.toContain(`${wrong} `);
  });

  test('can’t be sent at all', async () => {
    const { code, stdout } = await doctor({ DD_API_KEY: `${key}\r\nEvil: 1`, DD_SITE: 'nowhere' });

    expect(code).toBe(1);
    expect(finding(stdout, 'key set')).toMatch(/^✖ .*characters that no key has/);
  });
});

describe('the address', () => {
  test('is none of Datadog’s sites', async () => {
    const { code, stdout } = await doctor({ DD_API_KEY: key, DD_SITE: 'datadog.eu' });

    expect(code).toBe(1);
    expect(finding(stdout, 'address')).toMatch(/^✖ .*did you mean 'datadoghq.eu'\?\n.*→ .*DD_SITE/);
    expect(finding(stdout, 'DNS')).toMatch(/^– .*see above/);
  });

  test('has a name that nobody knows', async () => {
    const url = 'https://intake.invalid';
    const { code, stdout } = await doctor({ DD_API_KEY: key, DD_URL: url });

    expect(code).toBe(1);
    expect(finding(stdout, 'DNS')).toMatch(/^✖ .*no address for intake.invalid \(E\w+\)\n.*→ /);
  });

  test('is one where nothing listens', async () => {
    const { code, stdout } = await doctor({ DD_API_KEY: key, DD_URL: 'http://127.0.0.1:9' });

    expect(code).toBe(1);
    expect(finding(stdout, 'key valid')).toMatch(
      /^✖ .*GET .*ECONNREFUSED \(nothing listens there\)/,
    );
  });
});

describe('TLS', () => {
  test('with a certificate that nobody trusts', async () => {
    const { port } = await tlsServer();
    const { code, stdout } = await doctor({ DD_API_KEY: key, DD_URL: `https://localhost:${port}` });

    expect(code).toBe(1);
    expect(finding(stdout, 'TLS')).toMatch(/^✖ .*SIGNATURE.*\n.*→ .*NODE_EXTRA_CA_CERTS.*--ca/);
  });

  test('with that certificate trusted', async () => {
    const { port, requests } = await tlsServer();
    const env = { DD_API_KEY: key, DD_URL: `https://localhost:${port}` };
    const { code, stdout } = await doctor(env, ['--ca', caFile]);

    expect(code, stdout).toBe(0);
    expect(finding(stdout, 'TLS')).toMatch(
      /^✔ .*TLSv1.3, certificate of intake of the tests until/,
    );
    expect(requests).toEqual([
      `localhost:${port} /api/v1/validate`,
      `localhost:${port} /api/v2/series`,
    ]);
  });

  test('with an address that speaks plain HTTP', async () => {
    const intake = await startIntake();
    const url = intake.url.replace('http:', 'https:');
    const { code, stdout } = await doctor({ DD_API_KEY: key, DD_URL: url });

    expect(code).toBe(1);
    expect(finding(stdout, 'TLS')).toMatch(/^✖ .*\n.*→ .*http:\/\/ instead of https:\/\//);
  });
});

describe('a proxy', () => {
  test('is used, and named without its password', async () => {
    const server = await tlsServer();
    const proxy = await connectProxy(server.port);
    const { code, stdout } = await doctor({
      DD_API_KEY: key,
      HTTPS_PROXY: proxy.url.replace('//', '//user:secret@'),
      NODE_EXTRA_CA_CERTS: caFile,
    });

    expect(code, stdout).toBe(0);
    expect(finding(stdout, 'proxy')).toMatch(/^✔ .*127\.0\.0\.1:\d+ answers/);
    expect(finding(stdout, 'DNS')).toContain('the proxy looks up api.datadoghq.com');
    expect(stdout).not.toContain('secret');
    expect(proxy.asked).toEqual(['api.datadoghq.com:443', 'api.datadoghq.com:443']);
    expect(server.requests).toContain('api.datadoghq.com /api/v2/series');
  });

  test('can’t be reached', async () => {
    const env = { DD_API_KEY: key, HTTPS_PROXY: 'http://user:secret@127.0.0.1:9' };
    const { code, stdout } = await doctor(env);

    expect(code).toBe(1);
    expect(finding(stdout, 'proxy')).toMatch(/^✖ .*127.0.0.1:9 can't be reached \(ECONNREFUSED\)/);
    expect(stdout).not.toContain('secret');
  });

  test.each([
    [['--other-sites'], 'this key is valid on datadoghq.eu: set DD_SITE=datadoghq.eu'],
    [[], "--other-sites asks Datadog's other sites"],
  ])('with a key of another site, and %s', async (args, said) => {
    const server = await tlsServer(({ headers }) => headers.host === 'api.datadoghq.eu');
    const proxy = await connectProxy(server.port);
    const env = { DD_API_KEY: key, HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: caFile };
    const { code, stdout } = await doctor(env, args);

    expect(code).toBe(1);
    expect(finding(stdout, 'key valid')).toContain(said);
    expect(server.requests.some((request) => request.includes('.eu'))).toBe(args.length > 0);
  });
});

describe('the clock', () => {
  /** Module that lets the clock of a process go wrong, by seconds. */
  const wrongBy = (seconds: number): string[] => [
    '--import',
    `data:text/javascript,const now = Date.now; Date.now = () => now() + ${seconds} * 1000;`,
  ];

  test.each([
    [
      7200,
      1,
      /^✖ .*2 h 0 min ahead of that of the intake: it drops every point.*\n.*→ set the clock/,
    ],
    [-3600, 1, /^✖ .*(?:1 h 0 min|59 min 59 s) behind .*\n.*→ set the clock/],
    [300, 0, /^! .*5 min \d s ahead .*\n.*→ set the clock/],
  ])('is wrong by %d s', async (seconds, expected, said) => {
    const intake = await startIntake();
    const { code, stdout } = await doctor({ DD_URL: intake.url }, [], wrongBy(seconds));

    expect(code, stdout).toBe(expected);
    expect(finding(stdout, 'clock')).toMatch(said);
  });
});

describe('the command', () => {
  test('names a variable that start() could not use', async () => {
    const intake = await startIntake();
    const env = { DD_URL: intake.url, DOGSTATS_FLUSH_INTERVAL_SECONDS: 'often' };
    const { code, stdout } = await doctor(env);

    expect(code).toBe(1);
    expect(finding(stdout, 'settings')).toMatch(/^✖ .*DOGSTATS_FLUSH_INTERVAL_SECONDS.*\n.*→ /);
  });

  test.each([[['--what']], [['--timeout', 'soon']], [['--ca', 'nowhere.pem']]])(
    'answers 2 to %j',
    async (args) => {
      const { code, stdout, stderr } = await doctor({}, args);

      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain('Usage: dogstats doctor');
    },
  );

  test.each([
    [['help', 'doctor'], 0, 'Usage: dogstats doctor'],
    [['--help'], 0, 'Usage: dogstats <command>'],
    [['docter'], 2, 'no command docter'],
    [[], 2, 'Usage: dogstats <command>'],
  ])('dogstats %j answers %d', async (args, expected, said) => {
    const { ended, output } = runNode(['bin/dogstats.js', ...args]);

    expect((await ended).code).toBe(expected);
    expect(output[expected === 0 ? 'stdout' : 'stderr']).toContain(said);
  });
});
