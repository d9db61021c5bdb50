import { createIntake } from '@dogstats/intake';
import { expect, onTestFinished, test } from 'vitest';
import { runProgram } from '../run-program.js';

const flags = process.allowedNodeEnvironmentFlags;

/** The permission model: reading files is allowed, for that is how modules load, and the network. */
const permission = [
  flags.has('--permission') ? '--permission' : '--experimental-permission',
  '--allow-fs-read=*',
  ...(flags.has('--allow-net') ? ['--allow-net'] : []),
  '--disable-warning=ExperimentalWarning',
  '--disable-warning=SecurityWarning',
];

/** Everything of the facade that loads code of others: undici, p-retry, pino. */
const body = `
  dogStats.start({ handleSignals: true, telemetry: true, tags: ['a:b'] });
  dogStats.increment('m', 2);
  dogStats.gauge('bad', NaN);
  dogStats.histogram('h', 1);
  dogStats.distribution('d', 1);
  await dogStats.timed('t', async () => {})();
  const { ok, accepted, errors } = await dogStats.flush({ timeoutMs: 30_000 });
  await dogStats.close();
  console.log(JSON.stringify({ ok, accepted, errors: errors.map(String) }));`;

test.each([
  ['the permission model', permission],
  ['--disallow-code-generation-from-strings', ['--disallow-code-generation-from-strings']],
])('all of it works under %s', async (_name, args) => {
  const intake = await createIntake({ port: 0 });
  onTestFinished(() => intake.close());
  intake.respondNext({ status: 503 });
  const { ended, output } = runProgram(body, { args, env: { DD_URL: intake.url } });

  expect(await ended, output.stderr).toEqual({ code: 0, signal: null });
  expect(JSON.parse(output.stdout)).toMatchObject({ ok: true, accepted: 4 });
  expect(intake.total('m')).toBe(2);
  const lines = output.stderr.trim().split('\n');
  const messages: string[] = lines.map((line) => JSON.parse(line).msg);
  // A machine that is slow enough sees an outage in the 503.
  expect(messages.filter((message) => !/^DS10[45]:/.test(message))).toEqual([
    expect.stringContaining('"bad"'),
  ]);
});

async function runWithoutNetwork(): Promise<void> {
  const args = permission.filter((flag) => flag !== '--allow-net');
  const { ended, output } = runProgram(
    `dogStats.start();
     dogStats.increment('m');
     let report;
     do report = await dogStats.flush({ timeoutMs: 100 }); while (report.errors.length === 0);
     console.log(report.errors[0].message);
     await dogStats.close();`,
    { args, env: { DD_URL: 'http://127.0.0.1:9' } },
  );

  expect(await ended).toEqual({ code: 0, signal: null });
  expect(output.stdout).toContain('--allow-net');
}

// Node.js before 25 has no way to forbid the network.
if (flags.has('--allow-net')) {
  test('without the right to use the network, one message says what to allow', runWithoutNetwork);
}
