import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { from, openRig, range, runCommand, text, to } from './rig.js';

let rig: Awaited<ReturnType<typeof openRig>>;
beforeAll(async () => {
  rig = await openRig();
});
beforeEach(() => rig.intake.clearFaults());
afterAll(() => rig.close());

const run = (args: readonly string[], options?: { isTTY?: boolean }) =>
  runCommand(args, { DD_URL: rig.intake.url }, options);
const iso = (seconds: number): string => new Date(seconds * 1_000).toISOString();

test('a range comes out as CSV, complete, and quietly in a pipe', async () => {
  const { code, stdout, stderr } = await run([text, ...range]);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const expected = Array.from(
    { length: 720 },
    (_, minute) =>
      `${iso(from + minute * 60)},q0,/a,${minute + 0.5}\n${iso(from + minute * 60)},q0,/b,${minute}\n`,
  );
  expect(stdout).toBe(`time,query,route,value\n${expected.join('')}`);
});

test.each([
  [
    ['--api', 'scalar', '--aggregator', 'max', '--format', 'jsonl'],
    /^\{"start":".*"groups":\{"route":\["\/b"\]\},"values":\{"q0":59\}\}$/m,
  ],
  [['--formula', 'q0 * 2', '--interval', '1h'], /^time,query,route,value\n.*,q0 \* 2,\/a,60\n/],
  [['--plot'], /█ q0 route:\/a/],
])('%j', async (args, expected) => {
  const { code, stdout, stderr } = await run([text, ...range, ...args]);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(expected);
});

test('v1 has four aggregations', async () => {
  const { stdout } = await run(['avg:http.requests{*}', ...range, '--api', 'v1']);
  expect(stdout).toContain(`time,avg,min,max,sum\n${iso(from)},0.25,0,0.5,0.5\n`);
});

test('nothing to draw is said', async () => {
  const { stdout } = await run(['avg:none{*}', ...range, '--plot']);
  expect(stdout).toBe('Nothing to draw: there are no values in this range.\n');
});

test('a range without points is told, but not to who reads the output', async () => {
  const { code, stdout, stderr } = await run(['avg:none{*}', ...range]);

  expect({ code, stdout }).toEqual({ code: 0, stdout: 'time,query,value\n' });
  expect(stderr).toBe(
    'dogstats-query: there are no points in this range: are the names, the tags and the site right?\n',
  );
  expect((await run(['avg:none{*}', ...range, '--quiet'])).stderr).toBe('');
});

test('on a terminal it tells how far it is, and takes that away at the end', async () => {
  const { stderr } = await run([text, ...range], { isTTY: true });

  expect(stderr).toMatch(/█░.* 8 % {2}1 windows, 120 points/);
  expect(stderr).toContain('100 %');
  expect(stderr.endsWith('\r\u001b[K')).toBe(true);
  expect((await run([text, ...range, '--quiet'], { isTTY: true })).stderr).toBe('');
});

describe('what can not be done is one line and exit code 2', () => {
  test.each<[string[], RegExp]>([
    [[text, ...range, '--api', 'v1'], /api 'v1' has no groups: use 'timeseries' \(v2\)/],
    [[text, '--from', '-1d', '--to', '-2d'], /--from -1d is not before --to -2d/],
    [[text, '--from', 'now'], /--from now is not before --to now/],
    [[text, '--from', 'yesterday'], /--from <time>.*now, -1d/],
    [[text, '--from', '-1d', '--interval', '5x'], /--interval <duration>.*10s, 5m, 4h or 1d/],
    [[text, ...range, '--output', '/nowhere/x.csv'], /--output \/nowhere\/x\.csv can't be written/],
    [[text, ...range, '--resume', 'x'], /--resume needs --output/],
    [[text, ...range, '--output', '/dev/null', '--resume', '/nowhere/x'], /--resume \/nowhere\/x/],
    [[text, ...range, '-o', 'x', '--resume', './x'], /--resume and --output are the same file/],
    [[text, ...range, '--plot', '--api', 'scalar'], /--plot draws lines over time/],
    [[text, ...range, '--aggregator', 'sum'], /use it with --api scalar/],
    [[text, ...range, '--site', 'datadoghq.ue'], /did you mean 'datadoghq.eu'/],
    [[text, ...range, '--max-retries', 'many'], /it is a whole number/],
    [[text], /required option '--from <time>'/],
    [range, /missing required argument 'query'/],
  ])('%j', async (args, expected) => {
    const { code, stdout, stderr } = await run(args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(expected);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('missing keys', async () => {
    const { code, stderr } = await runCommand([text, ...range], {});
    const missing = 'apiKey is missing: set DD_API_KEY; appKey is missing: set DD_APP_KEY';
    expect({ code, stderr }).toEqual({ code: 2, stderr: `dogstats-query: ${missing}\n` });
  });
});

test('help is no mistake', async () => {
  const { code, stdout } = await run(['--help']);
  expect(code).toBe(0);
  expect(stdout).toContain('Usage: dogstats-query [options] <query...>');
});

test('what Datadog refuses is one line and exit code 1, after what is whole', async () => {
  rig.intake.addFaults({ status: 400, nth: 3, on: { path: '/api/v2/query/*' } });

  const { code, stdout, stderr } = await run([text, ...range]);

  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^dogstats-query: POST \/api\/v2\/query\/timeseries answered 400.*; window .*\n$/,
  );
  expect(stdout.split('\n')).toHaveLength(2 * 120 + 2);
});

describe('--resume', () => {
  let output: string;
  let state: string;
  const resuming = (query: string, ...more: string[]) =>
    run([query, ...range, '--output', output, '--resume', state, ...more]);
  beforeAll(async () => {
    output = rig.file('mismatch.csv');
    state = rig.file('mismatch.json');
    rig.intake.clearFaults();
    // Three windows, then the end.
    rig.intake.addFaults({ status: 400, nth: 4, on: { path: '/api/v2/query/*' } });
    expect(await resuming(text)).toMatchObject({ code: 1 });
  });

  test('keeps query, range, format, next start, byte offset and hash', () => {
    expect(JSON.parse(readFileSync(state, 'utf8'))).toEqual({
      version: 1,
      request: {
        ...{ queries: [text], formula: [], from: String(from), to: String(to) },
        ...{ interval: 60, api: 'timeseries', format: 'csv', chunk: 3_600 },
      },
      ...{ from, to, output },
      cursor: {
        startMs: (from + 3 * 3_600) * 1_000,
        batchNumber: 3,
        chunkMs: 5_400_000,
        successes: 0,
      },
      byteOffset: readFileSync(output).length,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test.each([
    ['another query', 'avg:other{*}', [], /of another query \(queries was .*, is /],
    ['another format', text, ['--format', 'jsonl'], /format was "csv", is "jsonl"/],
    ['another range', text, ['--to', '-30m'], /to was ".*", is "-30m"/],
  ])('refuses %s', async (_, query, more, expected) => {
    const { code, stderr } = await resuming(query, ...more);

    expect(code).toBe(2);
    expect(stderr).toMatch(expected);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('refuses an output that was changed, and a file that is none of its own', async () => {
    const before = readFileSync(output, 'utf8');
    for (const other of [before.replace('time', 'Time'), before.slice(0, -1)]) {
      writeFileSync(output, other);
      const { code, stderr } = await resuming(text);
      expect(code).toBe(2);
      expect(stderr).toContain('it was changed since');
      expect(readFileSync(output, 'utf8')).toBe(other);
    }
    writeFileSync(output, before);

    writeFileSync(rig.file('other.json'), '{}');
    const args = [text, ...range, '--output', output, '--resume', rig.file('other.json')];
    const { stderr } = await run(args);
    expect(stderr).toContain('is not a file that this command has written');
    expect(readFileSync(output, 'utf8')).toBe(before);
  });

  test('goes on to the end, and then has nothing left to do', async () => {
    expect(await resuming(text)).toMatchObject({ code: 0, stderr: '' });
    const whole = readFileSync(output, 'utf8');
    expect(whole).toBe((await run([text, ...range])).stdout);

    const again = await resuming(text);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stderr).toContain('all of it is written already');
    expect(readFileSync(output, 'utf8')).toBe(whole);
  });
});
