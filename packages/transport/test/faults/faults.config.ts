import { fileURLToPath } from 'node:url';
import { mergeConfig } from 'vitest/config';
import { project } from '../../../../vitest.project.ts';

/** What `npm run test:faults` runs: full disks, few descriptors, long stops, many kills. */
export default mergeConfig(
  project({
    name: 'faults',
    testTimeout: 300_000,
    include: ['packages/*/test/**/*.faults.ts', 'packages/transport/test/spool-processes.test.ts'],
    env: { DOGSTATS_KILLS: process.env['DOGSTATS_KILLS'] ?? '40' },
  }),
  { root: fileURLToPath(new URL('../../../..', import.meta.url)) },
);
