import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect } from 'vitest';

const bin = fileURLToPath(new URL('../../bin/intake.js', import.meta.url));
/** Whether there is a command to run. */
export const isBuilt: boolean = existsSync(
  fileURLToPath(new URL('../../dist/cli.js', import.meta.url)),
);

const running: ChildProcess[] = [];

/** Ends what a test leaves running, within the `describe` it is called in. */
export function endRuns(): void {
  afterEach(() => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
  });
}

/** The command in a process of its own. */
export interface Run {
  child: ChildProcess;
  /** All that was printed so far. */
  printed: () => string;
  exitCode: Promise<number | null>;
}

export function run(...args: string[]): Run {
  return runWith({}, ...args);
}

export function runWith(env: NodeJS.ProcessEnv, ...args: string[]): Run {
  const child = spawn(process.execPath, [bin, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  running.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  }
  const exitCode = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, printed: () => text, exitCode };
}

/** The address printed at the start. */
export async function addressOf({ printed }: Run): Promise<string> {
  await expect.poll(printed).toContain('DD_API_KEY');
  return /DD_URL=(\S+)/.exec(printed())?.[1] ?? '';
}
