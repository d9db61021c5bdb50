// Builds the documentation as a static site into `docs/dist`; `-- --serve` shows it afterwards.
import { bootstrap } from './bootstrap.mjs';

await bootstrap();
const { build, serve } = await import('../docs/site/build.mjs');
if (!(await build())) process.exitCode = 1;
else if (process.argv.includes('--serve')) await serve();
