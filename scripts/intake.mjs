import { bootstrap, toRun } from './bootstrap.mjs';
import { build } from './build.mjs';
import { become } from './run.mjs';

await bootstrap({ filter: toRun });
await build(['packages/intake']);
await become('packages/intake/bin/intake.js', process.argv.slice(2));
