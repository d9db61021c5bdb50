import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { comparedPackages } from './harness/compared-packages.mjs';
import { summarize } from './harness/statistics.mjs';

const script = fileURLToPath(new URL('./harness/import-child.mjs', import.meta.url));
const mebibyte = 1024 * 1024;

// Those that `dogstats` is made of are found from there.
const { resolve } = createRequire(import.meta.resolve('dogstats'));
const ourParts = ['@dogstats/core', '@dogstats/transport', '@dogstats/intake'];

/** What is run: a title, and the arguments of the child. */
export const importsWithoutPeers = [
  { name: 'dogstats', child: ['dogstats'] },
  { name: 'dogstats, start() and a first increment', child: ['dogstats', 'start'] },
];
const all = [
  ...importsWithoutPeers,
  ...ourParts.map((name) => ({ name, child: [pathToFileURL(resolve(name)).href] })),
  ...comparedPackages
    .filter((name) => name !== 'dogstats')
    .map((name) => ({ name, child: [name] })),
];

/** Time and memory of a process that imports a package, less those of one that doesn't. */
export async function measureImports({ rounds, execPath }, onProgress, subjects = all) {
  const results = subjects.map(() => ({ wallMs: [], cpuMs: [], rssMiB: [] }));
  // One time unmeasured, to fill the disk's cache.
  for (const { child } of subjects) await runOnce(child, execPath);
  // Quick, and as wall time noisier than the rest.
  const allRounds = 3 * rounds;
  for (let round = 0; round < allRounds; round++) {
    onProgress(`imports, round ${round + 1} of ${allRounds}`);
    for (const [index, { child }] of subjects.entries()) {
      const bare = await runOnce([], execPath);
      const loaded = await runOnce(child, execPath);
      results[index].wallMs.push(loaded.wallMs - bare.wallMs);
      results[index].cpuMs.push(loaded.cpuMs - bare.cpuMs);
      results[index].rssMiB.push((loaded.rssBytes - bare.rssBytes) / mebibyte);
    }
  }
  return subjects.map(({ name }, index) => ({
    name,
    wallMs: summarize(results[index].wallMs),
    cpuMs: summarize(results[index].cpuMs),
    rssMiB: summarize(results[index].rssMiB),
  }));
}

function runOnce(childArguments, execPath = process.execPath) {
  return new Promise((settle, reject) => {
    const start = performance.now();
    const child = fork(script, childArguments, { execArgv: [], execPath });
    let weight;
    child.on('message', (message) => {
      weight = message;
    });
    child.on('error', reject);
    child.on('close', () => {
      if (weight === undefined) reject(new Error(`could not import ${childArguments}`));
      else settle({ wallMs: performance.now() - start, ...weight });
    });
  });
}
