// The tests that need mounts, few file descriptors, long stops or many kills: minutes, not seconds.
import { bootstrap } from './bootstrap.mjs';
import { runTool } from './run.mjs';

await bootstrap();
const config = 'packages/transport/test/faults/faults.config.ts';
process.exitCode = await runTool('vitest', ['run', '--config', config, ...process.argv.slice(2)]);
