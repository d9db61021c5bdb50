// Everything that is checked without running the code: format, lint, types, unused code, packages as published.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { compile } from './build.mjs';
import { packAll } from './pack.mjs';
import { runTool } from './run.mjs';

const steps = {
  biome: () => runTool('biome', ['ci', '--error-on-warnings', '.'], '@biomejs/biome'),
  build: async () => ((await compile()) ? 0 : 1),
  'types of the tests': () => runTool('tsc', ['-p', 'tsconfig.tests.json'], 'typescript'),
  oxlint: () => runTool('oxlint', ['--type-aware', '--deny-warnings']),
  knip: () => runTool('knip', ['--treat-config-hints-as-errors']),
  'packed packages': checkTarballs,
};

/** publint and attw, on the tarballs themselves: what a user would get. */
async function checkTarballs() {
  const folder = mkdtempSync(join(tmpdir(), 'dogstats-pack-'));
  let worst = 0;
  try {
    for (const tarball of (await packAll(folder)).values()) {
      worst = Math.max(
        worst,
        await runTool('publint', ['run', tarball, '--strict']),
        await runTool(
          'attw',
          [tarball, '--profile', 'esm-only', '--no-definitely-typed', '--no-summary'],
          '@arethetypeswrong/cli',
        ),
      );
    }
  } catch (error) {
    console.error(error.message);
    worst = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return worst;
}

await bootstrap();

const failed = [];
for (const [name, step] of Object.entries(steps)) {
  console.log(`\n── ${name}`);
  if ((await step()) !== 0) failed.push(name);
}

console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
