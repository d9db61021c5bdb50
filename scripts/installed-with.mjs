import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Everything that a user gets with a package, itself included: manifests by folder.
 * What is optional and not there, for another platform say, is left out.
 *
 * @throws when a dependency is not installed.
 */
export function installedWith(folder, found = new Map()) {
  if (found.has(folder)) return found;
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  found.set(folder, manifest);
  const { dependencies = {}, optionalDependencies = {} } = manifest;
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const dependency = packageFolder(name, folder);
    if (dependency !== undefined) installedWith(dependency, found);
    else if (name in dependencies && !(name in optionalDependencies)) {
      throw new Error(`${name}, which ${manifest.name} needs, is not installed`);
    }
  }
  return found;
}

/** Where Node.js would find a package from a folder. */
export function packageFolder(name, from) {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
  }
  return undefined;
}
