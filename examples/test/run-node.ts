import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runTool } from '../../scripts/run.mjs';

/** The folder of the examples, from which the packages can be imported by name. */
export const examplesFolder: string = fileURLToPath(new URL('..', import.meta.url));

export interface Run {
  readonly child: ChildProcess;
  /** What it has printed so far on stdout and on stderr. */
  readonly output: { stdout: string; stderr: string };
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
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output.stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    output.stderr += chunk;
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { child, output, ended };
}
