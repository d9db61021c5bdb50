import { bootstrap } from './bootstrap.mjs';
import { runTool } from './run.mjs';

await bootstrap();
process.exitCode = await runTool('biome', ['check', '--write', '.'], '@biomejs/biome');
