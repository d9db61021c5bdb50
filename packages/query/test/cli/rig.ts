import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { createIntake, type Intake } from '@dogstats/intake';
import { command } from '../../src/cli/command.js';

const hour = 3_600;
/** A range of twelve hours in the past. */
export const from = Math.floor(Date.now() / 1_000 / hour) * hour - 13 * hour;
export const to = from + 12 * hour;
export const range = ['--from', String(from), '--to', String(to), '--chunk', '1h'];
export const text = 'avg:http.requests{*} by {route}';

/** An intake with two lines of a point each minute, and a folder to write to. */
export async function openRig(): Promise<{
  intake: Intake;
  file(name: string): string;
  close(): Promise<void>;
}> {
  const intake = await createIntake({ port: 0, retentionSeconds: 25 * hour });
  const folder = mkdtempSync(join(tmpdir(), 'dogstats-query-'));
  await intake.seed({
    series: ['/b', '/a'].map((route, line) => ({
      ...{ metric: 'http.requests', tags: [`route:${route}`] },
      points: Array.from({ length: 720 }, (_, minute): [number, number] => [
        from + minute * 60,
        line * 0.5 + minute,
      ]),
    })),
  });
  return {
    intake,
    file: (name) => join(folder, name),
    async close() {
      rmSync(folder, { recursive: true, force: true });
      await intake.close();
    },
  };
}

/** Runs the command in this process. */
export async function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { isTTY = false }: { isTTY?: boolean } = {},
) {
  const output = { stdout: '', stderr: '' };
  const into = (name: 'stdout' | 'stderr') =>
    Object.assign(
      new Writable({
        write(chunk, _, done) {
          output[name] += chunk;
          done();
        },
      }),
      { isTTY, columns: 96, rows: 30 },
    );
  const { signal } = new AbortController();
  const code = await command(args, { stdout: into('stdout'), stderr: into('stderr'), env, signal });
  return { code, ...output };
}
