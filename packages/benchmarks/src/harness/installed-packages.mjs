import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { makePublishFolder } from '../../../../scripts/publish-folder.mjs';

const packages = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Our packages as users have them: as they are published, in a `node_modules` of their own, with
 * what else they need linked. `dispose()` deletes it.
 */
export async function installPackages(names) {
  const folder = mkdtempSync(join(tmpdir(), 'dogstats-installed-'));
  const modules = join(folder, 'node_modules');
  for (const name of names) await install(name, modules);
  const { resolve } = createRequire(join(folder, 'program.mjs'));
  return {
    folder,
    urlOf: (name) => pathToFileURL(resolve(name)).href,
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function install(name, modules) {
  const target = join(modules, name);
  if (existsSync(target)) return;
  const source = join(packages, name.replace('@dogstats/', ''));
  const published = await makePublishFolder(source);
  cpSync(published, target, { recursive: true });
  rmSync(published, { recursive: true });
  const manifest = JSON.parse(await readFile(join(target, 'package.json'), 'utf8'));
  for (const dependency of neededBy(manifest)) {
    const link = join(modules, dependency);
    if (dependency.startsWith('@dogstats/')) await install(dependency, modules);
    else if (!existsSync(link)) {
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(source, 'node_modules', dependency), link, 'junction');
    }
  }
}

/** What npm installs with a package: peers, too, unless they are optional. */
function neededBy({ dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} }) {
  const peers = Object.keys(peerDependencies).filter(
    (name) => !peerDependenciesMeta[name]?.optional,
  );
  return [...Object.keys(dependencies), ...peers];
}
