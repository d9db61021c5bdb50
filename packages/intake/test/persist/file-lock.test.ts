import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockFile } from '../../src/persist/file-lock.js';

let folder: string;
let file: string;
const running: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dogstats-lock-'));
  file = join(folder, 'points');
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

function leaveLock(owner: number | string): void {
  mkdirSync(`${file}.lock`);
  writeFileSync(join(`${file}.lock`, `${owner}-left`), '');
}

test('who has it is named, and nothing is left once it is given up', () => {
  const unlock = lockFile(file);

  expect(() => lockFile(file)).toThrow(`process ${process.pid} writes it`);
  unlock();
  expect(readdirSync(folder)).toEqual([]);
  lockFile(file)();
});

test.each([4_194_999, process.pid, 'x'])('one that is gone is taken over from: %s', (owner) => {
  leaveLock(owner);

  lockFile(file)();

  expect(readdirSync(folder)).toEqual([]);
});

test('one that is alive is left alone', () => {
  leaveLock(process.ppid);

  expect(() => lockFile(file)).toThrow(`process ${process.ppid} writes it`);
});

test('what is in its place and no lock is named', () => {
  writeFileSync(`${file}.lock`, '123');

  expect(() => lockFile(file)).toThrow(`${file}.lock is in the way`);
  expect(readdirSync(folder)).toEqual(['points.lock']);
});

const module = fileURLToPath(new URL('../../dist/persist/file-lock.js', import.meta.url));

describe.skipIf(!existsSync(module))('processes', () => {
  const rounds = 150;

  /** Runs lines of code that find `take(round)`, and tells what they print. */
  function runs(code: string): { child: ChildProcess; printed: Promise<string> } {
    const script = `
      const { lockFile } = await import(${JSON.stringify(module)});
      const take = (round) => lockFile(${JSON.stringify(file)} + round);
      ${code}`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    running.push(child);
    let text = '';
    const printed = new Promise<string>((resolve) => {
      child.stdout?.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (text.endsWith('\n')) resolve(text);
      });
      child.once('close', () => resolve(text));
    });
    return { child, printed };
  }

  test('that take one that is left all at once: one gets it', async () => {
    await runs(`
      for (let round = 0; round < ${rounds}; round++) take(round);
      process.kill(process.pid, 'SIGKILL');`).printed;
    const start = Date.now() + 1_500;

    const racers = [1, 2, 3].map(() =>
      runs(`
        const got = [];
        for (let round = 0; round < ${rounds}; round++) {
          while (Date.now() < ${start} + 2 * round);
          try { take(round); got.push(round); } catch {}
        }
        console.log(JSON.stringify(got));
        process.stdin.resume();`),
    );
    const got = await Promise.all(racers.map(async ({ printed }) => JSON.parse(await printed)));

    expect(got.flat().toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: rounds }, (_, n) => n),
    );
  });
});
