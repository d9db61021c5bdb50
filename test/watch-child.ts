import type { ChildProcess } from 'node:child_process';

/** A process, and what it has printed so far. */
export interface WatchedChild {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  /** Resolves once it has printed this on stdout, with what the first group of a pattern is. */
  said(wanted: RegExp): Promise<string>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

/** Keeps what a process prints, both streams of which have to be pipes. */
export function watchChild(child: ChildProcess): WatchedChild {
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      output[name] += chunk;
    });
  }
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const said = (wanted: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = wanted.exec(output.stdout);
        if (found !== null) resolve(found[1] ?? '');
      };
      child.stdout?.on('data', look);
      child.once('close', () =>
        reject(new Error(`ended before it said ${wanted}: ${output.stderr}`)),
      );
      look();
    });
  return { child, output, said, ended };
}
