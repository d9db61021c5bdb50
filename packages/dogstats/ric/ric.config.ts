import { defineConfig } from 'vitest/config';

/** The tests on the real runtime of Lambda; `scripts/test-ric.mjs` builds it and runs them. */
export default defineConfig({
  resolve: { conditions: ['@dogstats/source'] },
  ssr: { resolve: { conditions: ['@dogstats/source'] } },
  test: {
    name: 'ric',
    root: import.meta.dirname,
    testTimeout: 60_000,
    include: ['*.ric.ts'],
  },
});
