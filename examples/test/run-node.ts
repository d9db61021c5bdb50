import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runTool } from '../../scripts/run.mjs';
import { type WatchedChild, watchChild } from '../../test/watch-child.ts';

/** The folder of the examples, from which the packages can be imported by name. */
export const examplesFolder: string = fileURLToPath(new URL('..', import.meta.url));

export interface Run extends Omit<WatchedChild, 'ended'> {
  /** Exit code; `null` when a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Compiles the examples; what is up to date takes no time. */
export async function compileExamples(): Promise<void> {
  const projects = [
    'examples',
    'examples/tsconfig.frameworks.json',
    'examples/tsconfig.opentelemetry.json',
  ];
  const code = await runTool('tsc', ['-b', ...projects], 'typescript');
  if (code !== 0) throw new Error('the examples do not compile; see above');
}

/**
 * Starts Node in the folder of the examples, with no environment but PATH and what is given, so
 * that no setting of this machine plays a part.
 */
export function runNode(args: readonly string[], env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [...args], {
    cwd: examplesFolder,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const watched = watchChild(child);
  return { ...watched, ended: watched.ended.then(({ code }) => code) };
}
