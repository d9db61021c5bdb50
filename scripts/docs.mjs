// Writes the pages that are made from the code: the table of options.
import { bootstrap } from './bootstrap.mjs';
import { runTool } from './run.mjs';

await bootstrap();
process.exitCode = await runTool('vitest', ['run', '--project', 'dogstats', 'options-page', '-u']);
