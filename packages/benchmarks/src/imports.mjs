import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { publishedPackages } from '../../../scripts/workspace.mjs';
import { comparedPackages } from './harness/compared-packages.mjs';
import { installPackages } from './harness/installed-packages.mjs';
import { summarize } from './harness/statistics.mjs';

const script = fileURLToPath(new URL('./harness/import-child.mjs', import.meta.url));
const mebibyte = 1024 * 1024;

const parts = publishedPackages()
  .map(({ manifest }) => manifest.name)
  .filter((name) => name !== 'dogstats');

/** Ours: a title, the package, and what more the child is told. */
const ours = [
  { name: 'dogstats', of: 'dogstats' },
  { name: 'dogstats, start() and a first increment', of: 'dogstats', more: ['start'] },
  ...parts.map((name) => ({ name, of: name, isPart: true })),
];
const peers = comparedPackages.filter((name) => name !== 'dogstats');

/** Ours as users have them, with the peers or, under another Node.js, with nothing else. */
export async function measureImports(settings, onProgress, { withPeers = true } = {}) {
  const installed = await installPackages(['dogstats', ...parts]);
  try {
    const subjects = [
      ...ours
        .filter(({ isPart }) => withPeers || !isPart)
        .map(({ name, of, more = [] }) => ({ name, child: [installed.urlOf(of), ...more] })),
      ...(withPeers ? peers.map((name) => ({ name, child: [name] })) : []),
    ];
    return await measureInTurns(settings, onProgress, subjects);
  } finally {
    installed.dispose();
  }
}

/** Time and memory of a process that imports a package, less those of one that doesn't. */
async function measureInTurns({ rounds, execPath }, onProgress, subjects) {
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
