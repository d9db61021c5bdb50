import { existsSync } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publishedPackages } from '../../../scripts/workspace.mjs';
import { comparedPackages } from './harness/compared-packages.mjs';
import { installPackages } from './harness/installed-packages.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const mebibyte = 1024 * 1024;

/** Bytes and number of packages that installing one brings along, its own included: all of ours, and the peers. */
export async function measureInstallSizes() {
  const ours = publishedPackages().map(({ manifest }) => manifest.name);
  const peers = comparedPackages.filter((name) => !ours.includes(name));
  const installed = await installPackages(ours);
  try {
    return await Promise.all(
      ['dogstats', ...ours.filter((name) => name !== 'dogstats'), ...peers].map(async (name) => {
        const folders = new Set();
        await collect(name, ours.includes(name) ? installed.folder : here, folders);
        const bytes = await Promise.all([...folders].map(folderBytes));
        return {
          name,
          mebibytes: bytes.reduce((sum, each) => sum + each, 0) / mebibyte,
          packages: folders.size,
        };
      }),
    );
  } finally {
    installed.dispose();
  }
}

async function collect(name, from, folders) {
  const folder = await findPackage(name, from);
  if (folder === undefined || folders.has(folder)) return;
  folders.add(folder);
  const { dependencies, optionalDependencies } = await readManifest(folder);
  const names = Object.keys({ ...dependencies, ...optionalDependencies });
  for (const dependency of names) await collect(dependency, folder, folders);
}

/** Looks it up as Node does; `undefined` for an optional one that is not there. */
async function findPackage(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(candidate)) return realpath(candidate);
    if (folder === dirname(folder)) return undefined;
  }
}

async function readManifest(folder) {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
}

async function folderBytes(folder) {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += await folderBytes(path);
    else if (entry.isFile()) bytes += (await stat(path)).size;
  }
  return bytes;
}
