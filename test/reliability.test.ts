import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../scripts/run.mjs';
import { readRepositoryFile } from './repository-files.ts';

const page = 'docs/reliability.md';

/** Rows `| G1 | … | [test](path), … |`. */
const rows = readRepositoryFile(page)
  .split('\n')
  .map((line) => /^\| (G\d+) \| .+ \| (.+) \|$/.exec(line))
  .filter((row) => row !== null)
  .map(([, guarantee = '', links = '']) => ({
    guarantee,
    files: [...links.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) =>
      posix.join(posix.dirname(page), link),
    ),
  }));

describe('docs/reliability.md', () => {
  it('lists each guarantee once, in order', () => {
    const expected = Array.from({ length: 27 }, (_, index) => `G${index + 1}`);
    expect(rows.map(({ guarantee }) => guarantee)).toEqual(expected);
  });

  it.each(rows)('links $guarantee to a test of that name', ({ guarantee, files }) => {
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    const named = new RegExp(`\\(\\s*['"\`]${guarantee} `);
    const proofs = files.filter((file) => named.test(readRepositoryFile(file)));
    expect(
      proofs.length,
      `a test in ${files} whose name begins with "${guarantee} "`,
    ).toBeGreaterThan(0);
  });
});
