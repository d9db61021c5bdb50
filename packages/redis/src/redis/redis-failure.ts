import { DogStatsError } from '@dogstats/core';
import { untagged } from './connect.js';

/**
 * What a failed command means.
 * - `retry`: Redis has said no, for now; nothing happened.
 * - `refused`: Redis will always say no; nothing happened.
 * - `unknown`: no answer came. It may have happened.
 */
export type FailureKind = 'retry' | 'refused' | 'unknown';

/** Answers that can change without a change of the program: roles, memory, rights, clusters. */
const passing =
  /^(BUSY|CLUSTERDOWN|LOADING|MASTERDOWN|MISCONF|NOAUTH|NOPERM|NOREPLICAS|OOM|READONLY|TRYAGAIN|WRONGPASS) /;

/** An answer of Redis begins with a code in capitals; what a client says by itself does not. */
const answer = /^-?[A-Z][A-Z]+ /;

/** Sorts an error of a client by what it says of the command that it ended. */
export function failureKind(error: unknown): FailureKind {
  const said = [error, ...previousErrors(error)].map(messageOf);
  if (said.some((message) => passing.test(message))) return 'retry';
  return said.some((message) => answer.test(message)) ? 'refused' : 'unknown';
}

/** The error as our own, with what to do when that is known. */
export function redisError(error: unknown, prefix: string): DogStatsError {
  const said = [error, ...previousErrors(error)].map(messageOf);
  const cross = said.find((message) => /^(CROSSSLOT|MOVED) /.test(message));
  const message = cross === undefined ? (said.at(-1) ?? '') : `${cross}. ${untagged(prefix)}`;
  return new DogStatsError('ERR_SINK', `Redis: ${message}`, { cause: error });
}

/** Why a transaction was not begun: its own error only says that it was not. */
function previousErrors(error: unknown): unknown[] {
  const { previousErrors: before, replies } = error as {
    previousErrors?: unknown[];
    replies?: unknown[];
  };
  const failed = (replies ?? []).filter((reply) => reply instanceof Error);
  return [...(before ?? []), ...failed];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
