import { describe, expect, it } from 'vitest';
import { readRepositoryFile } from './repository-files.ts';

/** Rows of the README's comparison that were measured, without the name of the row. */
const measured = readRepositoryFile('README.md')
  .split('\n')
  .filter((line) => /^\| [^|]* ¹ \|/.test(line))
  .map((line) => line.split('|').slice(1, -1))
  .map(([name = '', ...cells]) => ({ name: name.trim(), text: cells.join() }));

/** What is in a cell of the page's tables: its figure, and without the range behind it. */
const cells = readRepositoryFile('docs/performance.md')
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .flatMap((line) => line.split('|'))
  .map((cell) => cell.trim().replace(/ \(.*/, ''));

describe('the figures of the README', () => {
  it('are there', () => expect(measured.length).toBeGreaterThanOrEqual(4));

  it.each(measured)('are those of docs/performance.md: $name', ({ text }) => {
    const figures = text.match(/\d[\d,.]*/g) ?? [];
    expect(figures.length).toBeGreaterThanOrEqual(2);
    expect(figures.filter((figure) => !cells.includes(figure))).toEqual([]);
  });
});
