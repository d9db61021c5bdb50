import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../../scripts/run.mjs';

/** A runtime: its name, and how it is told to run a file. */
export interface Runtime {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A user's project, with the packages as they were compiled. */
export class Project {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'dogstats-runtimes-'));

  constructor() {
    mkdirSync(join(this.folder, 'node_modules'));
    const dogstats = join(this.folder, 'node_modules/dogstats');
    symlinkSync(join(root, 'packages/dogstats'), dogstats, 'junction');
    writeFileSync(join(this.folder, 'package.json'), '{ "type": "module" }\n');
  }

  /** Starts a program on a runtime. `before` goes between the runtime's own arguments and the file. */
  run(
    { command, args }: Runtime,
    text: string,
    env: Record<string, string> = {},
    before: readonly string[] = [],
  ): { child: ChildProcess; ended: Promise<Ended> } {
    const file = join(this.folder, 'program.mjs');
    writeFileSync(file, text);
    const options = {
      cwd: this.folder,
      env: { PATH: process.env['PATH'], HOME: this.folder, DD_API_KEY: 'local', ...env },
      timeout: 60_000,
    };
    const child = spawn(command, [...args, ...before, file], options);
    return { child, ended: outcomeOf(child) };
  }

  delete(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function outcomeOf(child: ChildProcess): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (chunk) => {
      said[name] += chunk;
    });
  }
  const [code, signal] = await once(child, 'close');
  return { code, signal, ...said };
}
