import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runNode } from './build-delivery.js';
import {
  adopter,
  dir,
  intake,
  leftFiles,
  samplesAccepted,
  script,
  start,
  untilLines,
  useSpoolPrograms,
} from './spool-programs.js';

/** Thousands in a long run. */
const kills = Number(process.env['DOGSTATS_KILLS'] ?? 5);

useSpoolPrograms();

test(
  `G21 kill -9 at any moment loses nothing that was on disk (${kills} kills)`,
  async () => {
    const writer = await script(
      'writer',
      `const [generation] = rest;
    for (let index = 0; ; index++) {
      const value = Number(generation) * 1_000_000 + index;
      // Each in a bucket of its own: they need not wait for each other.
      const bucket = { bucketStart: bucketStart - 10 * (index % 100) };
      write([{ ...countOf('k' + value, value, 1), ...bucket }, distributionOf([value])]);
      await pause(1);
      if (index % 4 === 3) {
        while (!isSafe()) await pause(1);
        say(value);
      }
    }`,
    );
    // Now and then one is accepted: then there is a file less.
    let requests = 0;
    intake.otherwise = () => (++requests % 7 === 0 ? 202 : 503);
    /** The last value of each generation that was safe: so were all before it. */
    const safe = new Map<number, number>();
    for (let generation = 1; generation <= kills; generation++) {
      const { child, lines, ended } = start(writer, [String(generation)]);
      await untilLines(lines, 1);
      await new Promise((resolve) => setTimeout(resolve, (generation * 37) % 120));
      child.kill('SIGKILL');
      await ended;
      safe.set(generation, Number(lines.at(-1)));
    }

    intake.otherwise = 202;
    const { lines, ended } = start(await script('adopter', adopter));
    await ended;

    expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({ retained: 0, dropped: {} });
    expect(leftFiles()).toEqual([]);
    const received = new Set(samplesAccepted());
    const series = new Set(intake.lastValues.values());
    for (const [generation, last] of safe) {
      for (let value = generation * 1_000_000; value <= last; value++) {
        expect([value, received.has(value), series.has(value) || value === 0]).toEqual([
          value,
          true,
          true,
        ]);
      }
    }
  },
  60_000 + kills * 3_000,
);

test('G23 four processes that take over the same files deliver each of them once', async () => {
  const writer = await script(
    'filler',
    `const [generation] = rest;
    const values = Array.from({ length: 25 }, (_, index) => Number(generation) * 100 + index);
    for (const value of values) write([distributionOf([value])]);
    while (!isSafe()) await pause(2);
    say('safe');
    await pause(1e6);`,
  );
  intake.otherwise = 503;
  const writers = Array.from({ length: 6 }, (_, index) => start(writer, [String(index)]));
  for (const { child, lines, ended } of writers) {
    await untilLines(lines, 1);
    child.kill('SIGKILL');
    await ended;
  }
  expect(leftFiles()).toHaveLength(150);

  intake.otherwise = 202;
  const path = await script('adopter', adopter);
  const adopters = Array.from({ length: 4 }, () => start(path));
  await Promise.all(adopters.map(({ ended }) => ended));

  const accounts = adopters.map(({ lines }) => JSON.parse(lines[0] ?? '{}'));
  expect(accounts.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(150);
  expect(samplesAccepted().toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 150 }, (_, index) => Math.floor(index / 25) * 100 + (index % 25)),
  );
  expect(leftFiles()).toEqual([]);
}, 120_000);

describe('killed and started again within one bucket, totals are exact', () => {
  const restarting = `
  import { Aggregator, systemClock } from './core.mjs';
  const [calls, isLast] = rest;
  const aggregator = new Aggregator({
    mode: 'replace', clock: systemClock, random: Math.random, rollUpIntervalSeconds: 600, lateSeconds: 600,
    birthSeconds: Math.floor(Date.now() / 1000), maxContexts: 10, prefix: '', host: '', tags: [], histogramSuffixes: [],
  });
  for (let call = 0; call < Number(calls); call++) aggregator.increment('hits');
  write(aggregator.cutAll().points);
  const isDone = () => isLast === 'last' || spool === undefined
    ? delivery.stats().retained + delivery.stats().adopted.retained === 0 && !isLeft()
    : isSafe() && delivery.stats().spool.files > 0;
  while (!isDone()) { delivery.hurry(); await pause(5); }
  say('done');
  await pause(1e6);`;

  test.each([
    ['with a spool, during an outage', true],
    ['without one', false],
  ])('%s', async (_name, withSpool) => {
    const folder = withSpool ? dir : '';
    const path = await script('restarting', restarting);
    intake.otherwise = withSpool ? 503 : 202;
    const first = start(path, ['5', 'first'], folder);
    await untilLines(first.lines, 1);
    first.child.kill('SIGKILL');
    await first.ended;
    // The next second but one: a process that begins with a bucket begins a second later.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    intake.otherwise = 202;

    const second = start(path, ['3', 'last'], folder);
    await untilLines(second.lines, 1);

    expect([...intake.lastValues.values()].toSorted()).toEqual([3, 5]);
  });
});

/** Saves at its exit what is under way and what was not cut. */
const exiting = `write([countOf('in.flight', 1, 1)]);
  process.on('exit', () => say(delivery.saveNow([countOf('not.cut', 2, 2)])));
  setTimeout(() => process.exit(3), 300);`;

test('what an exit handler saves is delivered by the next process', async () => {
  intake.otherwise = 'hang';
  const child = start(await script('exiting', exiting));
  expect(await child.ended).toBe(3);
  expect(child.lines).toEqual(['0']);

  intake.otherwise = 202;
  const { lines, ended } = start(await script('adopter', adopter));
  await ended;

  expect(JSON.parse(lines[0] ?? '{}')).toEqual({ accepted: 3, retained: 0, dropped: {} });
  expect([...intake.lastValues.values()].toSorted()).toEqual([1, 2]);
  const stored = leftFiles().map((name) => readFileSync(join(dir, name), 'latin1'));
  expect(stored).toEqual([]);
});

describe('under restrictions of Node.js', () => {
  const flags = process.allowedNodeEnvironmentFlags;
  const permission = [
    flags.has('--permission') ? '--permission' : '--experimental-permission',
    ...(flags.has('--allow-net') ? ['--allow-net'] : []),
  ];
  const once = `
  write([countOf('a', 1, 1)]);
  while (delivery.stats().accepted === 0) { delivery.hurry(); await pause(5); }
  say({ spool: delivery.stats().spool.files, errors: delivery.stats().errors.map(String) });
  await delivery.close();`;

  test('without access to the disk delivery goes on from memory, and says why', async () => {
    intake.script.push(503);
    const path = await script('once', once);

    const { stdout, code } = await runNode([
      ...permission,
      '--allow-fs-read=*',
      path,
      intake.url,
      dir,
    ]);

    expect(code).toBe(0);
    expect(JSON.parse(stdout).errors.join()).toMatch(/ERR_ACCESS_DENIED.*--allow-fs-write/);
    expect(intake.lastValues.size).toBe(1);
  });

  test('with access to its folder alone the spool works', async () => {
    intake.script.push(503);
    const path = await script('once', once.replace('write(', 'await pause(20); write('));
    const folder = join(dir, '..');

    const { stdout, stderr } = await runNode([
      ...permission,
      '--allow-fs-read=*',
      `--allow-fs-write=${folder}/*`,
      path,
      intake.url,
      dir,
    ]);

    expect([stdout, stderr.replace(/.*Warning.*\n/g, '')]).toEqual([
      '{"spool":0,"errors":[]}\n',
      expect.any(String),
    ]);
  });

  test('with access to its folder alone an exit handler saves', async () => {
    intake.otherwise = 'hang';
    const path = await script('exiting', exiting);
    const { stdout, code } = await runNode([
      ...permission,
      '--allow-fs-read=*',
      `--allow-fs-write=${join(dir, '..')}/*`,
      path,
      intake.url,
      dir,
    ]);

    expect([stdout, code]).toEqual(['0\n', 3]);
    expect(leftFiles().length).toBeGreaterThan(0);
  });

  test('nothing is compiled from strings', async () => {
    const path = await script(
      'strings',
      `import { HttpSink } from './http-sink.mjs';
      const sink = new HttpSink({ apiKey: 'key', url: baseUrl, spool: { dir } });
      say((await sink.write({ points: [countOf('a', 1, 1)] }, waiting)).accepted);
      await Promise.all([sink.close(), delivery.close()]);`,
    );

    const { stdout, stderr, code } = await runNode([
      '--disallow-code-generation-from-strings',
      path,
      intake.url,
      dir,
    ]);

    expect([code, stdout, stderr]).toEqual([0, '1\n', '']);
  });
});
