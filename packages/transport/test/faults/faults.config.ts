import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** What `npm run test:faults` runs: full disks, few descriptors, long stops, many kills. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  resolve: { conditions: ['@dogstats/source'] },
  ssr: { resolve: { conditions: ['@dogstats/source'] } },
  test: {
    name: 'faults',
    testTimeout: 300_000,
    hookTimeout: 120_000,
    include: ['test/faults/*.faults.ts', 'test/spool-processes.test.ts'],
    env: { DOGSTATS_KILLS: process.env['DOGSTATS_KILLS'] ?? '40' },
  },
});
