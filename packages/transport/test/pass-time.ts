import type { ManualClock } from '@dogstats/core/testing';

/** So long that no attempt ends by it while a test lets time pass. */
export const never = 1e9;

/** Lets time pass, as much as the next timer wants. */
export async function toNextTimer(clock: ManualClock): Promise<void> {
  const nextMs = clock.nextTimerMs;
  if (nextMs !== undefined && nextMs < never / 2) await clock.advance(nextMs);
}

/** Lets time pass, a step in each turn, until a promise is settled. */
export async function passTimeUntil<T>(
  promise: Promise<T>,
  step: () => Promise<unknown>,
): Promise<T> {
  let settled = false;
  const mark = (): void => {
    settled = true;
  };
  promise.then(mark, mark);
  while (!settled) {
    await new Promise((resolve) => setImmediate(resolve));
    if (!settled) await step();
  }
  return promise;
}
