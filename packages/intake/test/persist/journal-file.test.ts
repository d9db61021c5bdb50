import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Journal } from '../../src/persist/journal.js';
import { magic, sealed } from '../../src/persist/record.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'dogstats-journal-')));
  file = join(folder, 'points');
});
afterEach(() => rmSync(folder, { recursive: true }));

function textsIn(name: string): string[] {
  const journal = Journal.open(name);
  const texts: string[] = [];
  journal.recover((body) => texts.push(body.toString()));
  journal.close();
  return texts;
}

describe('a link', () => {
  const link = (): string => join(folder, 'link');
  beforeEach(() => {
    mkdirSync(join(folder, 'disk'));
    file = join(folder, 'disk', 'points');
    symlinkSync(join('disk', 'points'), link());
  });

  test('stays one when what it leads to is compacted, or made', async () => {
    const journal = Journal.open(link());
    journal.append(sealed(Buffer.from('old'), 1));
    journal.append(sealed(Buffer.from('new'), 9));

    await journal.compact(5, () => []);
    journal.close();

    expect(lstatSync(link()).isSymbolicLink()).toBe(true);
    expect(readdirSync(folder)).toEqual(['disk', 'link']);
    expect(readdirSync(join(folder, 'disk'))).toEqual(['points']);
    expect(textsIn(file)).toEqual(['new']);
  });

  test('and the file it leads to can’t be had by two', () => {
    const journal = Journal.open(link());

    expect(() => Journal.open(file)).toThrow(`process ${process.pid} writes it`);
    journal.close();
  });
});

test('what is no ordinary file is refused', () => {
  symlinkSync('/dev/null', file);

  expect(() => Journal.open(file)).toThrow('it is no ordinary file');
});

test.each([
  [
    'dogstats intake 1\n',
    'it has format 1, and this intake knows format 2: choose another file, or delete this one',
  ],
  [
    'dogstats intake 3\n',
    'it has format 3, and this intake knows format 2: update @dogstats/intake, or choose another file',
  ],
  ['dogstats', undefined],
  ['dogstats for all', 'it is not a file of an intake'],
])('a file that begins with %j: %s', (start, refusal) => {
  writeFileSync(file, start);

  if (refusal === undefined) {
    expect(textsIn(file)).toEqual([]);
    expect(readFileSync(file)).toEqual(magic);
  } else {
    expect(() => Journal.open(file)).toThrow(refusal);
    expect(readFileSync(file, 'utf8')).toBe(start);
  }
  expect(readdirSync(folder)).toEqual(['points']);
});

test('compaction keeps what comes after a damaged record', async () => {
  const journal = Journal.open(file);
  for (const text of ['first', 'second', 'third']) journal.append(sealed(Buffer.from(text), 1));
  journal.close();
  const bytes = readFileSync(file);
  // Its length, which says where the next one begins.
  bytes[bytes.indexOf('second') - 9] = 1;
  writeFileSync(file, bytes);

  const again = Journal.open(file);
  again.recover(() => {});
  await again.compact(0, () => []);
  again.close();

  expect(textsIn(file)).toEqual(['first', 'third']);
});
