import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { build } from './build.mjs';
import { pnpm } from './pnpm.mjs';
import { makePublishFolder } from './publish-folder.mjs';
import { isMain, root } from './run.mjs';
import { publishedPackages } from './workspace.mjs';

/**
 * Packs every published package into `destination`, the way it would go to a registry.
 * Answers the tarballs by package name. The packages must have been built.
 */
export async function packAll(destination) {
  const packages = publishedPackages();
  try {
    for (const { folder } of packages) await makePublishFolder(join(root, folder));
    const filters = packages.flatMap(({ manifest }) => ['--filter', manifest.name]);
    const { code, output } = await pnpm([...filters, 'pack', '--pack-destination', destination]);
    if (code !== 0) throw new Error(`pnpm pack failed:\n${output}`);
  } finally {
    // Left behind, they would be published later by whoever forgets to make them anew.
    for (const { folder, manifest } of packages) {
      rmSync(join(root, folder, manifest.publishConfig.directory), {
        recursive: true,
        force: true,
      });
    }
  }
  return new Map(
    packages.map(({ manifest: { name, version } }) => [
      name,
      join(destination, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`),
    ]),
  );
}

if (isMain(import.meta.url)) {
  await bootstrap();
  await build();
  for (const tarball of (await packAll(resolve('packed'))).values()) console.log(tarball);
}
