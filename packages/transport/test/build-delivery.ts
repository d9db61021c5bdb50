import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** A folder in which scripts find `./delivery.mjs`, `./http-sink.mjs` and `./core.mjs`, built from source. */
export class BuiltDelivery {
  /** Where scripts find undici, p-retry and zod as the package does. */
  readonly folder: string;

  /** @param name of the folder: each test file has its own, in each run. */
  constructor(name: string) {
    const folder = `../node_modules/.${name}-${process.pid}`;
    this.folder = fileURLToPath(new URL(folder, import.meta.url));
  }

  /** Builds from source, so that tests need no build. */
  async build(): Promise<void> {
    const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
    await mkdir(this.folder, { recursive: true });
    await build({
      configFile: false,
      logLevel: 'error',
      resolve: { conditions: ['@dogstats/source'] },
      ssr: { noExternal: [/^@dogstats/], resolve: { conditions: ['@dogstats/source'] } },
      build: {
        ssr: true,
        outDir: this.folder,
        emptyOutDir: true,
        rollupOptions: {
          input: {
            delivery: source('../src/delivery.ts'),
            'http-sink': source('../src/http-sink.ts'),
            core: source('../../core/src/index.ts'),
          },
          external: ['undici', 'p-retry', 'zod'],
          output: { entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' },
        },
      },
    });
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  path(file: string): string {
    return join(this.folder, file);
  }
}

/** Runs a program of Node.js to its end; `code` is `null` after a signal. */
export function runNode(
  args: readonly string[],
): Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) => {
    // Far more than it takes: it ends a script that does not end by itself.
    execFile(process.execPath, args, { timeout: 120_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stdout, stderr });
    });
  });
}
