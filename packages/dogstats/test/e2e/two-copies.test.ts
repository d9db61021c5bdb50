import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createIntake } from '@dogstats/intake';
import { expect, onTestFinished, test } from 'vitest';

const run = promisify(execFile);
const packages = fileURLToPath(new URL('../../..', import.meta.url));

/** A program with two dependencies that have each installed the package, as it is built. */
function makeProgram(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'dogstats-copies-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const user of ['one', 'other']) {
    const own = join(folder, 'node_modules', user);
    install('dogstats', join(own, 'node_modules'));
    writeFileSync(join(own, 'index.js'), "export { dogStats, DogStats } from 'dogstats';");
    writeFileSync(join(own, 'package.json'), '{ "type": "module", "exports": "./index.js" }');
  }
  writeFileSync(join(folder, 'program.mjs'), text);
  return join(folder, 'program.mjs');
}

/** Copies a package of ours with those it depends on, and links what else they need. */
function install(name: string, modules: string): void {
  const source = join(packages, name.replace('@dogstats/', ''));
  for (const part of ['dist', 'package.json'])
    cpSync(join(source, part), join(modules, name, part), { recursive: true });
  const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  for (const dependency of Object.keys(manifest.dependencies ?? {})) {
    if (existsSync(join(modules, dependency))) continue;
    if (dependency.startsWith('@dogstats/')) install(dependency, modules);
    else symlinkSync(join(source, 'node_modules', dependency), join(modules, dependency));
  }
}

test('two real copies of the package share one instance, one timer and one account', async () => {
  const intake = await createIntake({ port: 0 });
  onTestFinished(() => intake.close());
  const program = makeProgram(`
    import { dogStats, DogStats } from 'one';
    import { dogStats as other, DogStats as Other } from 'other';
    const options = { url: ${JSON.stringify(intake.url)}, apiKey: 'local', env: {}, host: 'web' };
    other.increment('hits', 2);
    dogStats.start(options);
    other.start({ ...options });
    let refused = '';
    try { other.start({ ...options, prefix: 'shop' }); } catch (error) { refused = error.message; }
    dogStats.increment('hits', 3);
    other.counter('hits').increment(5);
    const report = await other.close();
    console.log(JSON.stringify({
      copies: DogStats !== Other,
      same: dogStats === other,
      accepted: report.accepted,
      recorded: dogStats.stats().recorded,
      refused,
    }));`);

  const { stdout } = await run(process.execPath, [program]);

  expect(JSON.parse(stdout)).toEqual({
    copies: true,
    same: true,
    accepted: 3,
    recorded: 3,
    refused: expect.stringContaining('program.mjs:6:14: start it once'),
  });
  expect(intake.total('hits')).toBe(10);
  expect(intake.series({ metric: 'hits' })).toHaveLength(1);
});
