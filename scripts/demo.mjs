import { bootstrap, toRun } from './bootstrap.mjs';
import { build } from './build.mjs';
import { become } from './run.mjs';

const started = performance.now();
await bootstrap({ filter: toRun });
await build(['packages/dogstats', 'packages/intake', 'examples']);
console.log(`Set up in ${((performance.now() - started) / 1000).toFixed(1)} s.`);

await become('examples/dist/demo/main.js', process.argv.slice(2));
