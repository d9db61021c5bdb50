import { bootstrap } from './bootstrap.mjs';
import { build } from './build.mjs';
import { become } from './run.mjs';

await bootstrap();
await build();
await become('packages/benchmarks/src/main.mjs', process.argv.slice(2));
