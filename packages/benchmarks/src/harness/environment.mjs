import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { comparedPackages } from './compared-packages.mjs';

/** What the figures depend on; nothing that names the machine. */
export function describeEnvironment() {
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    packages: Object.fromEntries(comparedPackages.map((name) => [name, versionOf(name)])),
  };
}

function versionOf(name) {
  const manifest = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
}
