// Other runtimes, from npm, in `.cache/runtimes`: nothing of the machine is changed.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { root, run } from './run.mjs';

const { arch, platform } = process;
const bunArch = arch === 'arm64' ? 'aarch64' : arch;
const denoSystem = { linux: `linux-${arch}-glibc` }[platform] ?? `${platform}-${arch}`;

/**
 * The runtimes by name: the package that has the program for this machine, and how it runs a file. The
 * packages `node`, `bun` and `deno` would fetch these by an install script, which does not run here.
 */
const runtimes = new Map([
  ...['20.19', '22', '24', '26'].map((version) => [
    `node${version}`,
    { package: `node-${platform}-${arch}@${version}`, file: 'bin/node', args: [] },
  ]),
  ['bun', { package: `@oven/bun-${platform}-${bunArch}`, file: 'bin/bun', args: ['run'] }],
  [
    'deno',
    {
      package: `@deno/${denoSystem}`,
      file: 'deno',
      args: ['run', '--allow-all', '--node-modules-dir=manual', '--no-lock', '--cached-only'],
    },
  ],
]);

export const runtimeNames = [...runtimes.keys()];

/** Gets a runtime. Answers its program and the arguments that come before a file. */
export async function getRuntime(name) {
  const { package: wanted, file, args } = runtimes.get(name);
  const folder = join(root, '.cache', 'runtimes', name);
  const packageName = wanted.replace(/(?<=.)@.*$/, '');
  const command = join(folder, 'node_modules', packageName, file);
  if (!existsSync(command)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier'];
    const code = await run('npm', ['install', ...options, wanted], { cwd: folder });
    if (code !== 0) throw new Error(`${wanted} could not be installed`);
  }
  const manifest = join(folder, 'node_modules', packageName, 'package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  return { name, version, command, args };
}

/** An environment in which `node` is that one, for all that a program starts, too. */
export function environmentOf({ command }) {
  return { ...process.env, PATH: [dirname(command), process.env.PATH].join(delimiter) };
}
