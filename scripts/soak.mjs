import { bootstrap } from './bootstrap.mjs';
import { build } from './build.mjs';
import { become } from './run.mjs';

await bootstrap();
await build(['packages/dogstats', 'packages/intake']);
await become('packages/dogstats/test/soak/soak.mjs', process.argv.slice(2));
