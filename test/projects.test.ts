import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { root, tool } from '../scripts/run.mjs';
import projects from '../vitest.workspace.ts';
import { readRepositoryFile, repositoryFiles } from './repository-files.ts';

interface ListedFile {
  readonly file: string;
  readonly projectName: string;
}

const testFiles = repositoryFiles().filter((file) => file.endsWith('.test.ts'));

/** The folder in `vitest.workspace.ts` that a file lies in. */
function projectFolder(file: string): string | undefined {
  return projects.find((folder) => file.startsWith(`${folder}/`));
}

describe('the test projects', () => {
  let listed: ListedFile[];

  beforeAll(() => {
    const output = execFileSync(
      process.execPath,
      [tool('vitest'), 'list', '--filesOnly', '--json'],
      { cwd: root, encoding: 'utf8' },
    );
    listed = JSON.parse(output);
  });

  it('are those that vitest runs: every test file in git, each once', () => {
    expect(listed.map(({ file }) => relative(root, file)).sort()).toEqual(testFiles);
  });

  it('run under the name in their own configuration, and no test runs without one', () => {
    for (const { file, projectName } of listed) {
      const folder = projectFolder(relative(root, file));
      expect(folder, `${file} is in no project of vitest.workspace.ts`).toBeDefined();
      expect(readRepositoryFile(`${folder}/vitest.config.ts`)).toContain(`name: '${projectName}'`);
    }
  });

  it('are each a folder with a configuration', () => {
    for (const folder of projects) {
      expect(existsSync(join(root, folder, 'vitest.config.ts')), folder).toBe(true);
    }
  });

  it('include every folder that has a configuration', () => {
    const configured = repositoryFiles()
      .filter((file) => file.endsWith('/vitest.config.ts'))
      .map((file) => dirname(file));
    expect([...projects].sort()).toEqual(configured.sort());
  });

  it('reach vitest through vitest.config.ts, which vitest 4 needs', () => {
    expect(readRepositoryFile('vitest.config.ts')).toContain("from './vitest.workspace.ts'");
  });
});
