import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import {
  directoryName,
  isRunning,
  ownerOf,
  releasedName,
  thisProcess,
} from '../src/spool/process-name.js';

const self = thisProcess();
const onLinux = process.platform === 'linux';

test('the name of a directory says whose it is', () => {
  expect(ownerOf(directoryName(self))).toEqual(self);
  expect(directoryName(self)).not.toBe(directoryName(self));
  expect(ownerOf(releasedName())).toBe('nobody');
  expect(['', '..', 'notes', 'a-b-c-d', 'lost+found'].map(ownerOf)).toEqual(
    Array(5).fill(undefined),
  );
});

test('of another host or container nobody knows what runs', () => {
  expect(isRunning({ ...self, host: 'elsewhere.any' }, self)).toBeUndefined();
});

test.runIf(onLinux)('a process runs as long as its number and its start are the same', async () => {
  const child = spawn('sleep', ['1000']);
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  const owner = { ...self, pid: child.pid ?? 0, start: startOf(child.pid ?? 0) };

  expect(isRunning(self, self)).toBe(true);
  expect(isRunning(owner, self)).toBe(true);
  // Its number was given to another one since.
  expect(isRunning({ ...owner, start: owner.start - 1 }, self)).toBe(false);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isRunning(owner, self)).toBe(false);
});

test.runIf(onLinux)('one that is dead, but not buried, does not run', async () => {
  // After exec nobody waits for the first sleep.
  const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 1000']);
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [output] = await once(parent.stdout, 'data');
  const pid = Number(String(output));
  while (!/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }

  expect(isRunning({ ...self, pid, start: startOf(pid) }, self)).toBe(false);
});

function startOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19]);
}
