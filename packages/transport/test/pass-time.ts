import type { ManualClock } from '@dogstats/core/testing';

/** So long that no attempt ends by it while a test lets time pass. */
export const never = 1e9;

/** Lets time pass, as much as the next timer wants, until a promise is settled. */
export async function passTimeUntil<T>(clock: ManualClock, promise: Promise<T>): Promise<T> {
  let settled = false;
  const mark = (): void => {
    settled = true;
  };
  promise.then(mark, mark);
  while (!settled) {
    await new Promise((resolve) => setImmediate(resolve));
    const nextMs = clock.nextTimerMs;
    if (!settled && nextMs !== undefined && nextMs < never / 2) await clock.advance(nextMs);
  }
  return promise;
}
