// Tests wrapped handlers on the real runtime of AWS Lambda, both generations of it. The newer one is
// compiled for minutes at the first run (cmake, make and a C++ compiler are needed), then kept in
// `.cache`; the older one runs on what that compiled.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { compile } from './build.mjs';
import { root, run, runTool } from './run.mjs';

const older = '3.3.0';
const newer = '4.0.2';
const cache = join(root, '.cache', 'ric');
const addon = 'rapid-client.node';

/** Folder of a runtime, with nothing of it compiled. */
async function install(version, args) {
  const folder = join(cache, version);
  mkdirSync(folder, { recursive: true });
  const manifest = { private: true, allowScripts: { 'aws-lambda-ric': true } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  // npm knows by the address of a package whether its scripts may run.
  const flags = ['--no-audit', '--no-omit-lockfile-registry-resolved', ...args];
  const code = await run('npm', ['install', `aws-lambda-ric@${version}`, ...flags], {
    cwd: folder,
  });
  if (code !== 0) throw new Error(`aws-lambda-ric@${version} could not be installed`);
  return join(folder, 'node_modules', 'aws-lambda-ric');
}

/** Installs and compiles what is not there yet; answers the main file by version. */
async function runtimes() {
  const folders = [older, newer].map((version) =>
    join(cache, version, 'node_modules', 'aws-lambda-ric'),
  );
  const mains = [join(folders[0], 'bin', 'index.mjs'), join(folders[1], 'index.mjs')];
  const compiled = join(folders[1], addon);
  if (!existsSync(compiled)) {
    console.log(`Compiling aws-lambda-ric ${newer}: this takes some minutes, once.`);
    await install(newer, ['--foreground-scripts']);
  }
  const copy = join(folders[0], 'dist', addon);
  if (!existsSync(copy)) {
    await install(older, ['--ignore-scripts']);
    copyFileSync(compiled, copy);
  }
  return [
    [older, mains[0]],
    [newer, mains[1]],
  ];
}

const missing = ['cmake', 'make', 'c++'].filter(
  (command) => spawnSync(command, ['--version']).error !== undefined,
);
if (process.platform !== 'linux' || missing.length > 0) {
  const reason = missing.length > 0 ? `${missing.join(', ')} not found` : 'it needs Linux';
  console.log(`SKIPPED: the runtime of AWS Lambda can't be compiled here: ${reason}.`);
} else {
  await bootstrap();
  if (!(await compile())) process.exit(1);
  process.env.DOGSTATS_RIC = JSON.stringify(await runtimes());
  const config = 'packages/dogstats/ric/ric.config.ts';
  process.exitCode = await runTool('vitest', ['run', '--config', config, ...process.argv.slice(2)]);
}
