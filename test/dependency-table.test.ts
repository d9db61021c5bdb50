import { join } from 'node:path';
import { expect, it } from 'vitest';
import { installedWith } from '../scripts/installed-with.mjs';
import { root } from '../scripts/run.mjs';
import { publishedPackages } from '../scripts/workspace.mjs';
import { readRepositoryFile } from './repository-files.ts';

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** A row of the table: a package, what it names, and what comes along with that. */
function rowOf(folder: string): string {
  const installed: Manifest[] = [...installedWith(join(root, folder)).values()];
  const [{ name, dependencies = {} }] = installed as [Manifest];
  const direct = Object.keys(dependencies).sort();
  const others = installed
    .map((each) => each.name)
    .filter((each) => each !== name && !direct.includes(each))
    .sort();
  return `| \`${name}\` | ${direct.join(', ') || '–'} | ${others.join(', ') || '–'} |`;
}

it('docs/performance.md says what comes along with each package', () => {
  const page = readRepositoryFile('docs/performance.md');
  const missing = publishedPackages()
    .map(({ folder }) => rowOf(folder))
    .filter((row) => !page.includes(row));
  expect(missing).toEqual([]);
});
