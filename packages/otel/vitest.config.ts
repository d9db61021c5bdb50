import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@dogstats/source'] },
  ssr: { resolve: { conditions: ['@dogstats/source'] } },
  test: { name: 'otel', testTimeout: 60_000, include: ['test/**/*.test.ts'] },
});
