import { bootstrap, toRun } from './bootstrap.mjs';
import { build } from './build.mjs';
import { become } from './run.mjs';

await bootstrap({ filter: toRun });
await build(['packages/query']);
await become('packages/query/bin/dogstats-query.js', process.argv.slice(2));
