import { execFile } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));
const packageFolder = fileURLToPath(new URL('../..', import.meta.url));

/** The folder of a package that is installed for this one, or for the whole repository. */
export function installed(name: string): string {
  const own = join(packageFolder, 'node_modules', name);
  return existsSync(own) ? own : join(packageFolder, '../../node_modules', name);
}

/**
 * What the package and the fixtures need of Node.js: its own types take each compiler seconds to read,
 * and declare Disposable. Not a file of its own, or it would declare it for this repository, too.
 */
const platform = `
declare const console: { log(text: string): void };
declare const setTimeout: (callback: () => void, delayMs: number) => unknown;
interface AbortSignal {
  readonly aborted: boolean;
}
declare module 'node:buffer' {
  export class Buffer extends Uint8Array {}
}
`;

/** A project outside of this repository that has installed the package as it is built. */
export class UserProject {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'dogstats-timing-'));

  /**
   * @param files fixtures to have in it.
   * @param packages what else is installed in it.
   */
  constructor(files: readonly string[], packages: readonly string[] = []) {
    const link = (name: string, folder: string): void => {
      const path = join(this.folder, 'node_modules', name);
      mkdirSync(dirname(path), { recursive: true });
      symlinkSync(folder, path);
    };
    link('@dogstats/core', packageFolder);
    for (const name of packages) link(name, installed(name));
    writeFileSync(join(this.folder, 'package.json'), '{ "type": "module" }');
    this.write('platform.d.ts', platform);
    for (const file of files) copyFileSync(join(fixtures, file), join(this.folder, file));
  }

  write(file: string, text: string): string {
    const path = join(this.folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  /** Runs Node in it; fails with what it printed. */
  run(args: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      execFile(process.execPath, args, { cwd: this.folder }, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`${stdout}${stderr}`, { cause: error }));
      });
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
