import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../scripts/run.mjs';
import { publishedPackages } from '../scripts/workspace.mjs';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly scripts?: Record<string, string>;
  readonly gypfile?: boolean;
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

/** Everything that a user gets with a package, itself included, by folder. */
function installedWith(folder: string, found = new Map<string, Manifest>()): Map<string, Manifest> {
  if (found.has(folder)) return found;
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  found.set(folder, manifest);
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
    const dependency = folderOf(name, folder);
    if (dependency !== undefined) installedWith(dependency, found);
    // Optional ones may be for another platform.
    else
      expect(manifest.dependencies ?? {}, `${manifest.name} is not installed`).not.toHaveProperty(
        name,
      );
  }
  return found;
}

/** Where Node.js would find a package from a folder. */
function folderOf(name: string, from: string): string | undefined {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
  }
  return undefined;
}

it('runs no script of anybody on install, of all that users get', () => {
  const installed = new Map<string, Manifest>();
  for (const { folder } of publishedPackages()) installedWith(join(root, folder), installed);

  // Those we know must be among them, or this test would look at nothing.
  const names = [...installed.values()].map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['undici', 'p-retry', 'pino', 'zod', 'hono']));

  const offenders = [...installed].flatMap(([folder, { name, version, scripts = {}, gypfile }]) => {
    const hooks = ['preinstall', 'install', 'postinstall'].filter((hook) => hook in scripts);
    if (existsSync(join(folder, 'binding.gyp')) && gypfile !== false) hooks.push('binding.gyp');
    return hooks.length === 0 ? [] : [`${name}@${version}: ${hooks.join(', ')}`];
  });
  expect(offenders).toEqual([]);
});
