import { join } from 'node:path';
import { pnpm } from './pnpm.mjs';
import { publishedPackages } from './workspace.mjs';

/**
 * Packs every published package into `destination`, the way it would go to a registry.
 * Answers the tarballs by package name. The packages must have been built.
 */
export async function packAll(destination) {
  const packages = publishedPackages();
  const filters = packages.flatMap(({ manifest }) => ['--filter', manifest.name]);
  const { code, output } = await pnpm([...filters, 'pack', '--pack-destination', destination]);
  if (code !== 0) throw new Error(`pnpm pack failed:\n${output}`);
  return new Map(
    packages.map(({ manifest: { name, version } }) => [
      name,
      join(destination, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`),
    ]),
  );
}
