import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@dogstats/source'] },
  ssr: { resolve: { conditions: ['@dogstats/source'] } },
  test: {
    name: 'intake',
    include: ['test/**/*.test.ts'],
    // Bounds for a machine that is busy with something else; nothing waits for them otherwise.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
  },
});
