import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import type { Cursor } from '../engine/batch.js';
import { UsageError } from './settings.js';

/** How far an output is; survives the process. */
export interface ResumeState {
  readonly version: 1;
  /** All that decides what is written, as it was spelled. */
  readonly request: Readonly<Record<string, unknown>>;
  /** Unix seconds. */
  readonly from: number;
  readonly to: number;
  readonly output: string;
  /** Where the next window begins, and how long it is; absent before the first. */
  readonly cursor?: Cursor | undefined;
  /** Length of the output up to there. */
  readonly byteOffset: number;
  /** SHA-256 of the output up to there, in hexadecimal. */
  readonly sha256: string;
}

const whole = z.int().min(0);
const stateSchema: z.ZodType<ResumeState> = z.strictObject({
  version: z.literal(1),
  request: z.record(z.string(), z.unknown()),
  from: z.int(),
  to: z.int(),
  output: z.string(),
  cursor: z
    .strictObject({ startMs: z.int(), batchNumber: whole, chunkMs: whole, successes: whole })
    .optional(),
  byteOffset: whole,
  sha256: z.string(),
});

/** What a file says; `undefined` when there is none. @throws {UsageError} */
export async function readState(file: string): Promise<ResumeState | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UsageError(`--resume ${file} can't be read: ${(error as Error).message}`);
  }
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch {
    throw new UsageError(`--resume ${file} is not a file that this command has written`);
  }
}

/** Puts a state in the place of the last one: whoever reads finds one or the other, whole. */
export async function writeState(file: string, state: ResumeState): Promise<void> {
  const next = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const handle = await open(next, 'wx', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(state)}\n`);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(next, file);
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  }
}

/**
 * @param request of the present command.
 * @throws {UsageError} when the state is of another one.
 */
export function checkSame(
  file: string,
  state: ResumeState,
  request: Readonly<Record<string, unknown>>,
  output: string,
): void {
  const before: Record<string, unknown> = { ...state.request, output: state.output };
  const now: Record<string, unknown> = { ...request, output };
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const differing = names.filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(now[name]),
  );
  if (differing.length === 0) return;
  const list = differing.map(
    (name) => `${name} was ${JSON.stringify(before[name])}, is ${JSON.stringify(now[name])}`,
  );
  throw new UsageError(
    `--resume ${file} is of another query (${list.join('; ')}): repeat that one, or name another file`,
  );
}
