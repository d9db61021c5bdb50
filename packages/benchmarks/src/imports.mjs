import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { comparedPackages } from './harness/compared-packages.mjs';
import { summarize } from './harness/statistics.mjs';

const script = fileURLToPath(new URL('./harness/import-child.mjs', import.meta.url));
const mebibyte = 1024 * 1024;

/** Wall time and memory of a process that imports a package, less those of one that doesn't. */
export async function measureImports({ rounds }, onProgress) {
  const times = comparedPackages.map(() => []);
  const sizes = comparedPackages.map(() => []);
  // One time unmeasured, to fill the disk's cache.
  for (const name of comparedPackages) await runOnce(name);
  // Quick, and as wall time noisier than the rest.
  const allRounds = 3 * rounds;
  for (let round = 0; round < allRounds; round++) {
    onProgress(`imports, round ${round + 1} of ${allRounds}`);
    for (const [index, name] of comparedPackages.entries()) {
      const bare = await runOnce();
      const loaded = await runOnce(name);
      times[index].push(loaded.wallMs - bare.wallMs);
      sizes[index].push((loaded.rssBytes - bare.rssBytes) / mebibyte);
    }
  }
  return comparedPackages.map((name, index) => ({
    name,
    wallMs: summarize(times[index]),
    rssMiB: summarize(sizes[index]),
  }));
}

function runOnce(...specifier) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = fork(script, specifier, { execArgv: [] });
    let rssBytes;
    child.on('message', (message) => {
      rssBytes = message.rssBytes;
    });
    child.on('error', reject);
    child.on('close', () => {
      if (rssBytes === undefined) reject(new Error(`could not import ${specifier}`));
      else resolve({ wallMs: performance.now() - start, rssBytes });
    });
  });
}
