import { defineConfig, type ViteUserConfig } from 'vitest/config';

type Test = NonNullable<ViteUserConfig['test']>;

/**
 * What the test projects have in common: they read sources, and are patient.
 * No bound is one that a test waits for: a machine that is busy with something else is slow, not broken.
 */
export function project(test: Test): ViteUserConfig {
  return defineConfig({
    resolve: { conditions: ['@dogstats/source'] },
    ssr: { resolve: { conditions: ['@dogstats/source'] } },
    test: {
      include: ['test/**/*.test.ts'],
      testTimeout: 120_000,
      hookTimeout: 120_000,
      expect: { poll: { interval: 10, timeout: 30_000 } },
      ...test,
    },
  });
}
