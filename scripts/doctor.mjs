import { bootstrap, toRun } from './bootstrap.mjs';
import { build } from './build.mjs';
import { become } from './run.mjs';

await bootstrap({ filter: toRun });
await build(['packages/dogstats']);
await become('packages/dogstats/bin/dogstats.js', ['doctor', ...process.argv.slice(2)]);
