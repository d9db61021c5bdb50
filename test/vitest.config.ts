import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@dogstats/source'] },
  ssr: { resolve: { conditions: ['@dogstats/source'] } },
  // A busy machine is slow, not broken.
  test: { name: 'repository', testTimeout: 60_000, include: ['**/*.test.ts'] },
});
