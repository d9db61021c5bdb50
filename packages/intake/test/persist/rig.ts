import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { createIntake, type Intake, type IntakeOptions } from '../../src/index.js';
import { now } from '../client.js';

export let folder: string;
/** What the intakes of a test keep their points in. */
export let file: string;
/** The time on their clock, unix seconds. */
export let seconds: number;
export let notices: string[];
let intake: Intake | undefined;

/** A folder and a file for each test, and the end of the intake that has it. */
export function useFile(): void {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dogstats-persist-'));
    file = join(folder, 'points');
    seconds = now;
    notices = [];
  });
  afterEach(async () => {
    await end();
    rmSync(folder, { recursive: true });
  });
}

export function passSeconds(passed: number): void {
  seconds += passed;
}

/** Ends the intake there is, and starts one on the same file. */
export async function start(options: IntakeOptions = {}): Promise<Intake> {
  await end();
  intake = await createIntake({
    port: 0,
    clock: { now: () => seconds * 1_000 },
    persist: file,
    onNotice: (notice) => notices.push(notice),
    ...options,
  });
  return intake;
}

export async function end(): Promise<void> {
  await intake?.close();
  intake = undefined;
}
