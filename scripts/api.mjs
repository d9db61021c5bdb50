// Writes down what the packages export and contain, for review: `api.md` of each, and `test/packed-files.txt`.
import { bootstrap } from './bootstrap.mjs';
import { runTool } from './run.mjs';

await bootstrap();
const tests = ['api-reports', 'packed'];
process.exitCode = await runTool('vitest', ['run', '--project', 'repository', ...tests, '-u']);
