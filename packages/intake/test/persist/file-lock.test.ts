import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
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

const uuid = '0b9c1f5e-5d0a-4c55-9d0f-1a2b3c4d5e6f';

function leaveLock(owner: number | string, rest = 'left'): void {
  mkdirSync(`${file}.lock`);
  writeFileSync(join(`${file}.lock`, `${owner}-${rest}`), '');
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

test('another copy of this module in the same process keeps off', async () => {
  vi.resetModules();
  const copy = await import('../../src/persist/file-lock.js');
  expect(copy.lockFile).not.toBe(lockFile);
  const unlock = lockFile(file);

  expect(() => copy.lockFile(file)).toThrow(`process ${process.pid} writes it`);
  unlock();
  copy.lockFile(file)();
});

test.each([4_194_999, process.pid])('a lock of the former form, of %s, is gone', (owner) => {
  leaveLock(owner, uuid);

  lockFile(file)();

  expect(readdirSync(folder)).toEqual([]);
});

test('a lock of the former form whose process is alive is left alone', () => {
  leaveLock(process.ppid, uuid);

  expect(() => lockFile(file)).toThrow(`process ${process.ppid} writes it`);
});

test('where no start is known, a process of that number is taken for the owner', () => {
  leaveLockOf(process.ppid, 'unknown');

  expect(() => lockFile(file)).toThrow(`process ${process.ppid} writes it`);
});

function leaveLockOf(pid: number, start: string): void {
  mkdirSync(`${file}.lock`);
  writeFileSync(join(`${file}.lock`, `${pid}_${start}_${uuid}`), '');
}

describe.skipIf(process.platform !== 'linux')(
  'where processes of one number are told apart',
  () => {
    /** As the lock has it. */
    function startOf(pid: number): string {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
      return `${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}.${boot.slice(0, 8)}`;
    }

    test.each([
      ['this', process.pid],
      ['another', process.ppid],
    ])('a lock of an earlier one with the number of %s process is taken over', (_, pid) => {
      leaveLockOf(pid, `1${startOf(pid)}`);

      lockFile(file)();

      expect(readdirSync(folder)).toEqual([]);
    });

    test.each([
      ['this', process.pid],
      ['another', process.ppid],
    ])('a lock that %s process has is left alone', (_, pid) => {
      leaveLockOf(pid, startOf(pid));

      expect(() => lockFile(file)).toThrow(`process ${pid} writes it`);
    });

    test('one that has ended and that its parent never asked for is gone', async () => {
      const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'], { stdio: 'pipe' });
      running.push(parent);
      const printed = await new Promise<Buffer>((resolve) => parent.stdout.once('data', resolve));
      const zombie = Number(printed);
      await expect.poll(() => readFileSync(`/proc/${zombie}/stat`, 'utf8')).toMatch(/\) Z /);
      leaveLockOf(zombie, startOf(zombie));

      lockFile(file)();
    });
  },
);

describe('what a process left that was killed while it took the lock', () => {
  function leaveOffer(name: string): void {
    mkdirSync(`${file}.lock.${name}`);
    writeFileSync(join(`${file}.lock.${name}`, name), '');
  }

  test('is cleared', () => {
    leaveOffer(`4194999_77.0a1b2c3d_${uuid}`);
    leaveOffer(`4194999-${uuid}`);
    mkdirSync(`${file}.lock.4194998-${uuid}`);

    lockFile(file)();

    expect(readdirSync(folder)).toEqual([]);
  });

  test('stays when it is of one that is alive, or none of ours', () => {
    const names = [`${process.ppid}_unknown_${uuid}`, '4194999-mine', 'd'];
    for (const name of names) leaveOffer(name);
    mkdirSync(join(folder, `other.lock.4194999-${uuid}`));

    lockFile(file)();

    expect(readdirSync(folder).sort()).toEqual(
      [...names.map((name) => `points.lock.${name}`), `other.lock.4194999-${uuid}`].sort(),
    );
  });
});

test('what is in its place and no lock is named', () => {
  writeFileSync(`${file}.lock`, '123');

  expect(() => lockFile(file)).toThrow(`${file}.lock is in the way`);
  expect(readdirSync(folder)).toEqual(['points.lock']);
});

const module = fileURLToPath(new URL('../../dist/persist/file-lock.js', import.meta.url));

describe.skipIf(!existsSync(module))('threads', () => {
  test('of one process keep off from what another has', async () => {
    const unlock = lockFile(file);
    const worker = new Worker(
      `const { parentPort } = require('node:worker_threads');
      import(${JSON.stringify(module)})
        .then(({ lockFile }) => lockFile(${JSON.stringify(file)}))
        .then(() => 'got it', (error) => error.message)
        .then((outcome) => parentPort.postMessage(outcome));`,
      { eval: true },
    );
    const outcome = await new Promise((resolve) => worker.once('message', resolve));
    await worker.terminate();

    expect(outcome).toContain(`process ${process.pid} writes it`);
    unlock();
  });
});

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
