import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIntake } from '@dogstats/intake';
import { expect, onTestFinished, test } from 'vitest';
import { runNode, runProgram } from '../run-program.js';

/** Looks like a key of Datadog, and is found in nothing else. */
const canary = 'c0ffee11c0ffee22c0ffee33c0ffee44';

/** Every form in which it could come out. */
const forms = [
  canary,
  canary.toUpperCase(),
  Buffer.from(canary).toString('base64').slice(0, -4),
  Buffer.from(canary).toString('hex'),
  canary.slice(0, 12),
  canary.slice(-12),
];

function expectNoCanary(text: string): void {
  for (const form of forms) expect(text).not.toContain(form);
}

/** All bytes of all files of a folder. */
function contentsOf(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .map((path) => path + (statSync(path).isFile() ? readFileSync(path, 'latin1') : ''))
    .join('\n');
}

/**
 * A program that has everything go wrong that can, and prints all that it can get hold of: reports,
 * errors with their causes and stacks, inspections of every object, at the most talkative log level.
 */
const program = `
  import { inspect } from 'node:util';
  const show = (value) => {
    const options = { depth: Infinity, showHidden: true, getters: true, maxArrayLength: null, maxStringLength: null };
    console.log(inspect(value, options), String(value), JSON.stringify(value));
  };
  const errors = [];
  const options = {
    onError: (error) => errors.push(error),
    telemetry: true,
    retry: { attempts: 0 },
    spool: { dir: process.env.SPOOL },
  };
  dogStats.start({ ...options, autoFlush: false });
  // One after the other, for an instance that was refused keeps away for a while.
  for (let round = 0; round < Number(process.env.ROUNDS); round++) {
    const one = new DogStats();
    // A folder of its own: it would deliver what the one before has left.
    one.start({ ...options, spool: { dir: process.env.SPOOL + '/' + round } });
    one.increment('round' + round + '.m');
    one.distribution('round' + round + '.d', 1);
    const shown = [];
    let report;
    do {
      // Most answers it does not take for the last word, but waits for a better one.
      report = await one.flush({ timeoutMs: 300 });
      shown.push(report, ...report.errors);
    } while (!report.ok && report.errors.length < 2 && shown.length < 50);
    for (const value of [...shown, one, one.stats(), ...errors.splice(0)]) show(value);
    show(await one.close({ timeoutMs: 0 }));
  }
  dogStats.increment('m');
  show(dogStats);
  show(dogStats.counter('m'));
  show(dogStats.timed);
  show(globalThis[Symbol.for('dogstats.v1')]);
  show(globalThis[Symbol.for('dogstats.end.v1')]);
  try { dogStats.start({ ...options, prefix: 'other' }); } catch (error) { show(error); }
  for (const wrong of [
    { site: process.env.DD_API_KEY },
    { url: 'https://' + process.env.DD_API_KEY + '@example.com' },
    { url: 'https://example.com/?api_key=' + process.env.DD_API_KEY },
    { [process.env.DD_API_KEY]: 1 },
    { apiKey: { key: process.env.DD_API_KEY } },
    { apiKey: process.env.DD_API_KEY + '\\n' + process.env.DD_API_KEY + ' ' },
    { countAs: process.env.DD_API_KEY },
  ]) {
    try { new DogStats().start(wrong); } catch (error) { show(error); }
  }
  process.on('exit', () => show(process.report?.getReport === undefined));
  setImmediate(() => { throw new Error('the end'); });
`;

test('the key is in the header of requests and nowhere else', async () => {
  const spool = mkdtempSync(join(tmpdir(), 'dogstats-canary-'));
  onTestFinished(() => rmSync(spool, { recursive: true, force: true }));
  const intake = await createIntake({ port: 0, apiKeys: [canary] });
  onTestFinished(() => intake.close());
  // Answers that give the key back, as a proxy may that shows what it was sent.
  const echo = { body: `{"errors":["no to DD-API-KEY: ${canary}"]}` };
  const statuses = [503, 403, 400, 413, 500, 404, 429, 302];
  for (const [round, status] of statuses.entries()) {
    intake.addFaults({ status, ...echo, on: { metric: `round${round}.*` } });
  }
  intake.addFaults({ reset: true, on: { metric: `round${statuses.length}.*` } });

  const { ended, output } = runProgram(program, {
    env: {
      DD_URL: intake.url,
      DD_API_KEY: canary,
      DOGSTATS_LOG_LEVEL: 'trace',
      NODE_DEBUG: 'dogstats',
      SPOOL: spool,
      ROUNDS: String(statuses.length + 1),
    },
  });

  expect(await ended, output.stderr).toEqual({ code: 1, signal: null });
  // Else nothing was tried.
  for (const status of statuses) expect(output.stdout).toContain(`answered ${status}`);
  expect(output.stdout).toContain('ERR_OPTIONS');
  expectNoCanary(output.stdout + output.stderr);
  expectNoCanary(contentsOf(spool));
  expectNoCanary(JSON.stringify([intake.requests(), intake.series()]));
});

test('nor does the doctor show it, nor the password of a proxy', async () => {
  const intake = await createIntake({ port: 0, apiKeys: ['another'] });
  onTestFinished(() => intake.close());
  for (const [env, args] of [
    [{ DD_URL: intake.url }, []],
    [{ DD_URL: intake.url }, ['--json']],
    [{ HTTPS_PROXY: `http://user:${canary}@127.0.0.1:9` }, ['--other-sites']],
    [{ DD_SITE: canary }, []],
    [{ DOGSTATS_COUNT_AS: canary }, []],
  ] as const) {
    const all = { DD_API_KEY: canary, ...env };
    const { ended, output } = runNode(['bin/dogstats.js', 'doctor', ...args], all);
    expect((await ended).code).toBe(1);
    expectNoCanary(output.stdout + output.stderr);
  }
});
