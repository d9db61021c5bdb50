import { bootstrap } from './bootstrap.mjs';
import { build } from './build.mjs';
import { become } from './run.mjs';

await bootstrap();
await build(['packages/dogstats', 'packages/intake', 'examples']);
await become('examples/dist/walkthrough/main.js', process.argv.slice(2));
