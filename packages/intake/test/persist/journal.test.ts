import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Journal, type Recovered } from '../../src/persist/journal.js';
import { headBytes, magic, sealed } from '../../src/persist/record.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dogstats-journal-'));
  file = join(folder, 'points');
});
afterEach(() => rmSync(folder, { recursive: true }));

const record = (text: string, newest = 1): Buffer => sealed(Buffer.from(text), newest);

/** Bodies of what is in the file, as another process finds them. */
function read(): { texts: string[]; recovered: Recovered } {
  const journal = Journal.open(file);
  const texts: string[] = [];
  const recovered = journal.recover((body) => texts.push(body.toString()));
  journal.close();
  return { texts, recovered };
}

function write(...texts: string[]): void {
  const journal = Journal.open(file);
  for (const text of texts) journal.append(record(text));
  journal.close();
}

const whole = { tornBytes: 0, damaged: 0 };

test('another process finds what was added, in order', () => {
  write('a', 'b');
  write('c');

  expect(read()).toEqual({ texts: ['a', 'b', 'c'], recovered: whole });
});

test('wherever the file ends, the records before that are found, and more can be added', () => {
  write('first', 'second', 'third');
  const all = readFileSync(file);
  const ends = [5, 11, 16].map((texts, at) => magic.length + headBytes * (at + 1) + texts);
  fc.assert(
    fc.property(fc.nat(all.length), (length) => {
      writeFileSync(file, all);
      truncateSync(file, length);
      const found = ends.filter((end) => end <= length).length;

      const { texts } = read();
      expect(texts).toEqual(['first', 'second', 'third'].slice(0, found));
      write('later');

      expect(read()).toEqual({ texts: [...texts, 'later'], recovered: whole });
    }),
    { numRuns: 60 },
  );
});

test('whatever comes after the last record is cut', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), (rubbish) => {
      rmSync(file, { force: true });
      write('a');
      appendFileSync(file, rubbish);

      expect(read()).toEqual({
        texts: ['a'],
        recovered: { tornBytes: rubbish.length, damaged: 0 },
      });
      expect(read()).toEqual({ texts: ['a'], recovered: whole });
    }),
    { numRuns: 60 },
  );
});

test('a record that is damaged between others costs no more than itself', () => {
  write('first', 'second', 'third');
  const bytes = readFileSync(file);
  bytes[bytes.indexOf('second')] = 0;
  writeFileSync(file, bytes);

  expect(read()).toEqual({ texts: ['first', 'third'], recovered: { tornBytes: 0, damaged: 1 } });
});

test.each([
  ['a length that is too large', 'second', -headBytes + 7, 1],
  ['a length that is too small', 'second', -headBytes + 4, 1],
  ['two records in a row', 'second', -headBytes, 30],
])('%s costs nothing of what comes after', (_, where, offset, length) => {
  write('first', 'second', 'third', 'fourth');
  const bytes = readFileSync(file);
  const at = bytes.indexOf(where) + offset;
  bytes.fill(1, at, at + length);
  writeFileSync(file, bytes);

  const { texts, recovered } = read();

  expect(texts).toEqual(['first', ...(length === 1 ? ['third'] : []), 'fourth']);
  expect(recovered).toEqual({ tornBytes: 0, damaged: 1 });
  expect(readFileSync(file)).toEqual(bytes);
});

test('what is whole is found however far it is behind the damage', () => {
  write('first', 'x'.repeat(3_000_000), 'third');
  const bytes = readFileSync(file);
  bytes[bytes.indexOf('xxx') - headBytes + 7] = 1;
  writeFileSync(file, bytes);

  expect(read().texts).toEqual(['first', 'third']);
});

describe('compaction', () => {
  test('keeps what is new, in order, what is added meanwhile, and what is added at last', async () => {
    const journal = Journal.open(file);
    const long = 'x'.repeat(300_000);
    for (let n = 0; n < 10; n++) journal.append(record(`${n}${long}`, n));
    const before = journal.bytes;

    const compacted = journal.compact(5, () => [record('at last', 0)]);
    journal.append(record('meanwhile', 11));
    await compacted;
    journal.append(record('after', 12));

    expect(journal.bytes).toBeLessThan(before * 0.6);
    journal.close();
    expect(read().texts.map((text) => text.replace(long, ''))).toEqual([
      '5',
      '6',
      '7',
      '8',
      '9',
      'meanwhile',
      'at last',
      'after',
    ]);
  });

  test('has what is added while it waits for the disk', async () => {
    const journal = Journal.open(file);
    journal.append(record('before'));
    let compacted = false;

    const compacting = journal
      .compact(0, () => [])
      .finally(() => {
        compacted = true;
      });
    const added: string[] = [];
    while (!compacted) {
      added.push(`meanwhile ${added.length}`);
      journal.append(record(added.at(-1) ?? ''));
      await setImmediate();
    }
    await compacting;

    expect(added.length).toBeGreaterThan(0);
    journal.close();
    expect(read().texts).toEqual(['before', ...added]);
  });

  test('leaves a file that nobody else may read', async () => {
    const journal = Journal.open(file);

    await journal.compact(0, () => []);
    journal.close();

    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('that is overtaken by a reset leaves nothing', async () => {
    const journal = Journal.open(file);
    for (let n = 0; n < 10; n++) journal.append(record('x'.repeat(300_000)));

    const compacted = journal.compact(0, () => []);
    journal.clear();

    expect(await compacted).toBe(false);
    journal.close();
    expect(read().texts).toEqual([]);
  });
});

test('a file of somebody else is not touched', () => {
  writeFileSync(file, 'precious');

  expect(() => Journal.open(file)).toThrow('not a file of an intake');
  expect(readFileSync(file, 'utf8')).toBe('precious');
});

test('a second process is told who has the file', () => {
  const journal = Journal.open(file);

  expect(() => Journal.open(file)).toThrow(`process ${process.pid} writes it`);
  journal.close();
  expect(read().texts).toEqual([]);
});
