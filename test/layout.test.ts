import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRepositoryFile, repositoryFiles } from './repository-files.ts';

const files = repositoryFiles();

const topLevel = new Set([
  // what the project is
  'packages',
  'docs',
  'examples',
  'test',
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'LICENSE',
  // the workspace
  'package.json',
  'pnpm-workspace.yaml',
  'pnpm-lock.yaml',
  'tsconfig.base.json',
  'tsconfig.json',
  'tsconfig.tests.json',
  'vitest.config.ts',
  'vitest.project.ts',
  'vitest.workspace.ts',
  // its tools
  'scripts',
  '.ci',
  '.github',
  '.changeset',
  '.gitattributes',
  '.gitignore',
  '.npmrc',
  '.oxlintrc.json',
  'biome.json',
  'knip.json',
]);

const isBinary = /\.(png|jpe?g|gif|ico|woff2?|gz|br)$/;

/** Relative paths in a text, not those inside a longer path. */
const relativePath = /(?<![\w./%])(?:\.\.\/)+[\w@-]/g;

/** Folders that exist on one machine only. */
const machinePath = /(?<![\w.~$}])\/(?:home|root|Users|work)\/\w/;

describe('the layout', () => {
  it('has nothing at the top level but what is listed here', () => {
    const found = new Set(files.map((file) => file.split('/')[0] ?? file));
    expect([...found].filter((name) => !topLevel.has(name))).toEqual([]);
  });

  it('mentions no path outside the repository, and none of one machine', () => {
    const offenders: string[] = [];
    for (const file of files) {
      if (isBinary.test(file) || file === 'pnpm-lock.yaml') continue;
      const text = readRepositoryFile(file);
      if (machinePath.test(text)) offenders.push(`${file}: ${machinePath.exec(text)?.[0]}`);
      for (const [path] of text.matchAll(relativePath)) {
        if (leavesRepository(file, path)) offenders.push(`${file}: ${path}`);
      }
    }
    expect(offenders).toEqual([]);
  });

  it('has no file of code over 300 lines', () => {
    const long = files
      .filter((file) => /\.(ts|mjs|js)$/.test(file) && !file.includes('/vendor/'))
      .filter((file) => readRepositoryFile(file).trimEnd().split('\n').length > 300);
    expect(long).toEqual([]);
  });
});

function leavesRepository(file: string, path: string): boolean {
  return posix.normalize(posix.join(posix.dirname(file), path)).startsWith('..');
}

describe('the lockfile', () => {
  it('names no registry and no address', () => {
    expect(readRepositoryFile('pnpm-lock.yaml')).not.toMatch(/tarball:|https?:/);
    expect(readRepositoryFile('.npmrc')).not.toMatch(/registry/);
  });
});
