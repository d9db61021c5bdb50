import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

/** Scripts that run in processes of their own; they import what is built from the sources here. */
export class Children {
  /** Where they find what the package depends on. */
  readonly #folder: string;
  readonly #running = new Set<ChildProcess>();
  #scripts = 0;

  /** @param name of a folder that no other test uses. */
  static async build(name: string): Promise<Children> {
    const children = new Children(name);
    mkdirSync(children.#folder, { recursive: true });
    const source = (path: string): string =>
      fileURLToPath(new URL(`../src/${path}`, import.meta.url));
    const transport = createRequire(new URL('../../transport/package.json', import.meta.url));
    await build({
      configFile: false,
      logLevel: 'error',
      resolve: { conditions: ['@dogstats/source'] },
      ssr: {
        noExternal: [/^@dogstats/, 'p-retry', 'is-network-error', 'zod'],
        resolve: { conditions: ['@dogstats/source'] },
      },
      build: {
        ssr: true,
        outDir: children.#folder,
        emptyOutDir: true,
        rollupOptions: {
          input: { redis: source('index.ts'), relay: source('relay/index.ts') },
          external: ['undici'],
          output: {
            entryFileNames: '[name].mjs',
            // Not a dependency of this package, so it is named by its place.
            paths: { undici: pathToFileURL(transport.resolve('undici')).href },
          },
        },
      },
    });
    return children;
  }

  private constructor(name: string) {
    this.#folder = fileURLToPath(new URL(`../node_modules/.${name}`, import.meta.url));
  }

  /** Starts a module; it has `args`. @returns the process, and all that it prints at its end. */
  run(name: string, script: string, args: readonly (string | number)[]): Child {
    // A file of its own: another process may be reading one of that name.
    const file = join(this.#folder, `${name}-${this.#scripts++}.mjs`);
    const imports = `import { createClient } from 'redis';
      import { ChouetteClient, RedisSink } from './redis.mjs';
      import { RedisRelay } from './relay.mjs';
      const args = process.argv.slice(2);\n`;
    writeFileSync(file, imports + script);
    const child = spawn(process.execPath, [file, ...args.map(String)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#running.add(child);
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk;
    });
    const ended = new Promise<string>((resolve) => {
      child.once('close', () => {
        this.#running.delete(child);
        resolve(printed);
      });
    });
    return { process: child, ended };
  }

  /** Ends all that still run. */
  async end(): Promise<void> {
    const ended = [...this.#running].map((child) => {
      const closed = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGKILL');
      return closed;
    });
    await Promise.all(ended);
  }

  async remove(): Promise<void> {
    await this.end();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export interface Child {
  readonly process: ChildProcess;
  /** What it printed, once it has ended. */
  readonly ended: Promise<string>;
}
