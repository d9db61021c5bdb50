import { defineConfig } from 'vitest/config';

/** The smoke tests on other runtimes; `scripts/test-matrix.mjs` gets those and runs them. */
export default defineConfig({
  resolve: { conditions: ['@dogstats/source'] },
  ssr: { resolve: { conditions: ['@dogstats/source'] } },
  test: {
    name: 'runtimes',
    root: import.meta.dirname,
    testTimeout: 120_000,
    include: ['*.runtimes.ts'],
  },
});
