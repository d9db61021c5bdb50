import { type StdioOptions, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runTool } from '../../../../scripts/run.mjs';
import { type WatchedChild, watchChild } from '../../../../test/watch-child.js';
import { loadedModules } from '../../../dogstats/test/e2e/loaded-modules.js';
import { from, openRig, range, runCommand, text } from './rig.js';

const packageFolder = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(packageFolder, 'bin/dogstats-query.js');

let rig: Awaited<ReturnType<typeof openRig>>;
beforeAll(async () => {
  const code = await runTool('tsc', ['-b', packageFolder], 'typescript');
  if (code !== 0) throw new Error('the package does not compile; see above');
  rig = await openRig();
});
beforeEach(() => rig.intake.clearFaults());
afterAll(() => rig.close());

/** Starts the command with no environment but where the intake is. */
function start(args: readonly string[]): WatchedChild {
  const env = { DD_URL: rig.intake.url };
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
  return watchChild(spawn(process.execPath, [bin, ...args], { env, stdio }));
}

/** Resolves when so many windows are written: the other process decides when. */
async function untilWindows(state: string, windows: number): Promise<void> {
  for (;;) {
    const text = existsSync(state) ? readFileSync(state, 'utf8') : '';
    if (Number(/"batchNumber":(\d+)/.exec(text)?.[1] ?? 0) >= windows) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Leaves time between two windows to end the command. */
const slowly = () => rig.intake.addFaults({ slow: 100, on: { path: '/api/v2/query/*' } });

test('help, and what is wrong at first sight, loads nothing but commander', async () => {
  const modules = await loadedModules(
    `process.argv = [process.execPath, 'dogstats-query', '--help'];
     await import(${JSON.stringify(pathToFileURL(bin).href)});`,
    packageFolder,
  );

  expect(modules.some((url) => url.includes('/commander/'))).toBe(true);
  expect(
    modules.filter((url) => /\/(zod|undici|transport|simple-ascii-chart)\//.test(url)),
  ).toEqual([]);
});

test('a reader that has enough ends it without a word', async () => {
  slowly();
  const { child, ended, output } = start([text, ...range]);
  child.stdout?.once('data', () => child.stdout?.destroy());

  expect(await ended).toEqual({ code: 0, signal: null });
  expect(output.stderr).toBe('');
});

test('Ctrl-C ends it with 130, after a whole window', async () => {
  slowly();
  const [output, state] = [rig.file('interrupted.csv'), rig.file('interrupted.json')];
  const command = start([text, ...range, '--output', output, '--resume', state]);
  await untilWindows(state, 2);
  command.child.kill('SIGINT');

  const { code } = await command.ended;

  expect(code).toBe(130);
  expect(command.output.stderr).toMatch(
    /^dogstats-query: interrupted; it is whole up to 2.*, and the same command goes on from there\n$/,
  );
  const { cursor, byteOffset } = JSON.parse(readFileSync(state, 'utf8'));
  const minutes = (cursor.startMs / 1_000 - from) / 60;
  const written = readFileSync(output, 'utf8');
  expect(written).toHaveLength(byteOffset);
  expect(written.split('\n')).toHaveLength(2 * minutes + 2);
});

describe('after kill -9 the resumed output is byte by byte that of an uninterrupted run', () => {
  test.each([
    ['a timeseries in CSV', [], undefined],
    // Windows over 50 minutes are refused: their lengths depend on what came before.
    ['scalars in JSON lines', ['--api', 'scalar', '--format', 'jsonl'], 3_000],
  ])('%s', async (name, more, windowOverSeconds) => {
    const refuse = () => {
      const on = { path: '/api/v2/query/*', windowOverSeconds };
      if (windowOverSeconds !== undefined) {
        rig.intake.addFaults({ status: 429, headers: { 'x-ratelimit-reset': '0.01' }, on });
      }
    };
    refuse();
    const args = [text, ...range, ...more];
    const whole = await runCommand(args, { DD_URL: rig.intake.url });
    expect(whole).toMatchObject({ code: 0, stderr: '' });
    rig.intake.clearFaults();
    refuse();
    slowly();

    const [output, state] = [rig.file(`${name}.out`), rig.file(`${name}.json`)];
    const resumable = [...args, '--output', output, '--resume', state];
    for (const windows of [2, 4]) {
      const { child, ended } = start(resumable);
      await untilWindows(state, windows);
      child.kill('SIGKILL');
      expect(await ended).toMatchObject({ code: null });
      // As if that had been in the middle of the next window.
      writeFileSync(output, `${readFileSync(output, 'utf8')}half a li`);
    }
    rig.intake.clearFaults();
    refuse();
    const last = await runCommand(resumable, { DD_URL: rig.intake.url });

    expect(last).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(output, 'utf8')).toBe(whole.stdout);
  });
});
