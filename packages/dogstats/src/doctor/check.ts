import type { Patient } from './patient.js';

/**
 * - `ok`: as it should be.
 * - `warning`: metrics arrive all the same.
 * - `failed`: they don't, or not as they should.
 * - `skipped`: could not be looked at.
 */
export type Status = 'ok' | 'warning' | 'failed' | 'skipped';

/** What a check found, in a line. */
export interface Result {
  readonly status: Status;
  readonly message: string;
  /** What to do about it. */
  readonly remedy?: string;
}

/** A result with the name of its check. */
export interface Finding extends Result {
  readonly check: string;
}

/** Looks at one thing. */
export interface Check {
  readonly name: string;
  run(patient: Patient): Result | Promise<Result>;
}

export function ok(message: string): Result {
  return { status: 'ok', message };
}

export function warning(message: string, remedy: string): Result {
  return { status: 'warning', message, remedy };
}

export function failed(message: string, remedy: string): Result {
  return { status: 'failed', message, remedy };
}

export function skipped(message: string): Result {
  return { status: 'skipped', message };
}

/** What can't be looked at for a failure before it. */
export const unseen: Result = skipped('see above');

/** A failure without which nothing that needs the network can be looked at. */
export function blocked(patient: Patient, message: string, remedy: string): Result {
  patient.isBlocked = true;
  return failed(message, remedy);
}
