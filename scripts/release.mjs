// What the release workflow runs; see docs/releasing.md.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { build } from './build.mjs';
import { packAll } from './pack.mjs';
import { isMain, root, run, runTool } from './run.mjs';
import { sbom } from './sbom.mjs';
import { publishedPackages } from './workspace.mjs';

const usage = `Usage: node scripts/release.mjs <command>

  version            makes the next version of the changesets: manifests and change logs
  publish            publishes each package that is not there in its version, tags, and attaches the SBOM
  publish --dry-run  packs and checks, and publishes nothing
  status             says for each name whether it is free, and which version is published`;

/** Packages by name, each after those that it needs: whoever installs one meanwhile finds all of it. */
export function inOrder(packages) {
  const byName = new Map(packages.map((entry) => [entry.manifest.name, entry]));
  const ordered = new Set();
  const add = (entry) => {
    for (const name of Object.keys(entry.manifest.dependencies ?? {})) {
      if (byName.has(name)) add(byName.get(name));
    }
    ordered.add(entry);
  };
  for (const entry of packages) add(entry);
  return [...ordered];
}

/** The version of a package that the registry has, if it has that one; undefined otherwise. */
function published(spec) {
  const { status, stdout } = spawnSync('npm', ['view', spec, 'version'], { encoding: 'utf8' });
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : undefined;
}

async function publish({ dryRun }) {
  await build();
  const folder = mkdtempSync(join(tmpdir(), 'dogstats-release-'));
  try {
    const tarballs = await packAll(folder);
    const packages = inOrder(publishedPackages());
    for (const { manifest } of packages) {
      const { name, version } = manifest;
      if (!dryRun && published(`${name}@${version}`) === version) {
        console.log(`${name}@${version} is there already.`);
        continue;
      }
      const how = dryRun ? ['--dry-run'] : ['--provenance'];
      const args = ['publish', tarballs.get(name), '--access', 'public', ...how];
      if ((await run('npm', args, { cwd: folder })) !== 0) return 1;
    }
    const file = join(folder, 'sbom.cdx.json');
    writeFileSync(file, await sbom());
    const tag = `v${packages[0].manifest.version}`;
    console.log(`${dryRun ? 'Would tag' : 'Tagging'} ${tag}.`);
    return dryRun ? 0 : await run('gh', ['release', 'create', tag, file, '--generate-notes']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function status() {
  for (const { manifest } of inOrder(publishedPackages())) {
    const version = published(manifest.name);
    console.log(`${manifest.name.padEnd(24)} ${version ?? 'not published'}`);
  }
  return 0;
}

if (isMain(import.meta.url)) {
  const [command, option] = process.argv.slice(2);
  const commands = {
    version: () => runTool('changeset', ['version'], '@changesets/cli'),
    publish: () => publish({ dryRun: option === '--dry-run' }),
    status,
  };
  const known = command in commands && [undefined, '--dry-run'].includes(option);
  if (!known) {
    console.error(usage);
    process.exit(2);
  }
  process.chdir(root);
  await bootstrap();
  process.exitCode = await commands[command]();
}
