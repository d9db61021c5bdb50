import { bootstrap, toRun } from './bootstrap.mjs';
import { build } from './build.mjs';
import { become } from './run.mjs';

await bootstrap({ filter: toRun });
await build(['packages/redis']);
await become('packages/redis/bin/dogstats-redis.js', ['relay', ...process.argv.slice(2)]);
