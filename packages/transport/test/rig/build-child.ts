import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The program that `RemoteIntake` runs, built from the sources. */
    intakeChild: string;
  }
}

/** Builds the child once for all test files, so that they run against the sources as they are. */
export default async function setup({ provide }: TestProject): Promise<void> {
  const folder = fileURLToPath(new URL('../../node_modules/.rig', import.meta.url));
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['@dogstats/source'] },
    ssr: { noExternal: true, resolve: { conditions: ['@dogstats/source'] } },
    build: {
      ssr: fileURLToPath(new URL('intake-child.ts', import.meta.url)),
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: 'intake-child.mjs' } },
    },
  });
  provide('intakeChild', `${folder}/intake-child.mjs`);
}
