import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { type WatchedChild, watchChild } from '../../../test/watch-child.js';

/** The package as users get it; `tsc -b` makes it. */
export const entry: string = new URL('../dist/index.js', import.meta.url).href;

const folder = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a module in a process of its own, with `dogStats` and `DogStats` imported, and with no
 * variables but those given.
 */
export function runProgram(
  body: string,
  { env = {}, args = [] }: { env?: Record<string, string>; args?: readonly string[] } = {},
): WatchedChild {
  const text = `import { DogStats, dogStats } from ${JSON.stringify(entry)};\n${body}`;
  return runNode([...args, '--input-type=module', '--eval', text], env);
}

/** Runs Node in the folder of the package, with no variables but PATH and those given. */
export function runNode(args: readonly string[], env: Record<string, string> = {}): WatchedChild {
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const program = watchChild(child);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await program.ended;
  });
  return program;
}
