import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@dogstats/source'] },
  ssr: { resolve: { conditions: ['@dogstats/source'] } },
  test: { name: 'examples', include: ['**/*.test.ts'] },
});
