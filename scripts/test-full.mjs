// Everything that can be tested, however long it takes: hours. Each step is a command of its own.
import { bootstrap } from './bootstrap.mjs';
import { run } from './run.mjs';

/** Arguments of node, and what is more than usual there. */
const steps = {
  'the promises, in thousands of runs each': {
    args: [
      'scripts/test.mjs',
      ...['core', 'transport', 'dogstats'].flatMap((name) => ['--project', name]),
    ],
    env: { DOGSTATS_PROPERTY_RUNS: '3000', DOGSTATS_KILLS: '50' },
  },
  'full disks, stopped processes, kills': { args: ['scripts/test-faults.mjs'] },
  'the runtime of AWS Lambda': { args: ['scripts/test-ric.mjs'] },
  soak: { args: ['scripts/soak.mjs'] },
  walkthrough: { args: ['scripts/walkthrough.mjs'] },
  'every Node.js, Bun and Deno': { args: ['scripts/test-matrix.mjs'] },
  documentation: { args: ['scripts/docs-site.mjs'] },
};

await bootstrap();

const failed = [];
for (const [name, { args, env }] of Object.entries(steps)) {
  console.log(`\n══ ${name}`);
  const code = await run(process.execPath, args, { env: { ...process.env, ...env } });
  if (code !== 0) failed.push(name);
}
console.log(failed.length === 0 ? '\nAll of it passed.' : `\nFailed: ${failed.join('; ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
