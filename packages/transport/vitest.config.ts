import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@dogstats/source'] },
  ssr: { resolve: { conditions: ['@dogstats/source'] } },
  test: {
    name: 'transport',
    testTimeout: 120_000,
    hookTimeout: 60_000,
    globalSetup: ['test/rig/build-child.ts'],
    include: ['test/**/*.test.ts'],
  },
});
