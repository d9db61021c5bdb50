import { setTimeout as sleep } from 'node:timers/promises';

/** Waits, but no longer than until the signal. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch {
    // The signal came: the pause is over.
  }
}
