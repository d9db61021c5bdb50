import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Journal } from '../../src/persist/journal.js';
import { PatientWriter } from '../../src/persist/patient-writer.js';
import { sealed } from '../../src/persist/record.js';

let folder: string;
let journal: Journal;
let isFull: boolean;
let milliseconds: number;
let notices: string[];
let writer: PatientWriter;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dogstats-writer-'));
  journal = Journal.open(join(folder, 'points'));
  const append = journal.append.bind(journal);
  journal.append = (record) => {
    if (isFull) throw new Error('ENOSPC: no space left on device, write');
    append(record);
  };
  isFull = false;
  milliseconds = 1_000_000;
  notices = [];
  const parts = {
    file: 'points',
    clock: { now: () => milliseconds },
    onNotice: (notice: string) => notices.push(notice),
  };
  writer = new PatientWriter(journal, parts, 100);
});
afterEach(() => {
  writer.clear();
  journal.close();
  rmSync(folder, { recursive: true });
});

const write = (...texts: string[]): void => {
  for (const text of texts) writer.write(sealed(Buffer.from(text), 1));
};

function inFile(): string[] {
  const texts: string[] = [];
  journal.recover((body) => texts.push(body.toString()));
  return texts;
}

test('what comes while there is no room is written once there is, in order', () => {
  write('a');
  isFull = true;
  write('b', 'c');
  expect(writer.state()).toEqual({
    ...{ state: 'stopped', records: 1, waiting: 2, lost: 0, stoppedAt: 1_000_000 },
    problem: 'ENOSPC: no space left on device, write',
  });

  isFull = false;
  milliseconds += 2_500;
  write('d');

  expect(inFile()).toEqual(['a', 'b', 'c', 'd']);
  expect(writer.state()).toEqual({
    ...{ state: 'writing', records: 4, waiting: 0, lost: 0, stoppedAt: null, problem: null },
  });
  expect(notices).toEqual([
    'persist: ENOSPC: no space left on device, write. Nothing is written to points until there is room',
    'persist: points is written again after 3 s; nothing is missing',
  ]);
});

test('what is more than can wait is counted as lost, and told', () => {
  isFull = true;
  write('x'.repeat(60), 'y'.repeat(60), 'z');
  isFull = false;
  writer.tryAgain();

  expect(inFile()).toEqual(['x'.repeat(60), 'z']);
  expect(writer.state()).toMatchObject({ state: 'writing', records: 2, lost: 1 });
  expect(notices[1]).toBe('persist: points is written again after 0 s; 1 records are missing');
});

test('a record larger than what can wait is written where there is room', () => {
  write('x'.repeat(200));

  expect(inFile()).toEqual(['x'.repeat(200)]);
});

test('what waits at the end is tried once more, and told when that fails, too', () => {
  isFull = true;
  write('a');
  writer.close();

  expect(notices[1]).toBe(
    'persist: 1 records are not in points: ENOSPC: no space left on device, write',
  );
  isFull = false;
  writer.close();
  expect(inFile()).toEqual(['a']);
});

test('it is tried again without anything new', async () => {
  isFull = true;
  write('a');
  isFull = false;

  await expect.poll(() => writer.state().state, { timeout: 20_000 }).toBe('writing');
  expect(inFile()).toEqual(['a']);
});
