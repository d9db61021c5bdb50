import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** The package as users get it; `tsc -b` makes it. */
export const entry: string = new URL('../dist/index.js', import.meta.url).href;

const folder = fileURLToPath(new URL('..', import.meta.url));

export interface Program {
  readonly child: ChildProcess;
  /** What it has printed so far. */
  readonly output: { stdout: string; stderr: string };
  /** Resolves once it has printed a text on stdout. */
  said(text: string): Promise<void>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

/**
 * Runs a module in a process of its own, with `dogStats` and `DogStats` imported, and with no
 * variables but those given.
 */
export function runProgram(
  body: string,
  { env = {}, args = [] }: { env?: Record<string, string>; args?: readonly string[] } = {},
): Program {
  const text = `import { DogStats, dogStats } from ${JSON.stringify(entry)};\n${body}`;
  return runNode([...args, '--input-type=module', '--eval', text], env);
}

/** Runs Node in the folder of the package, with no variables but PATH and those given. */
export function runNode(args: readonly string[], env: Record<string, string> = {}): Program {
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output.stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    output.stderr += chunk;
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const said = (wanted: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (output.stdout.includes(wanted)) resolve();
      };
      child.stdout.on('data', look);
      child.once('close', () =>
        reject(new Error(`ended before it said ${wanted}: ${output.stderr}`)),
      );
      look();
    });
  return { child, output, said, ended };
}
