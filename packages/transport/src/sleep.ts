import type { Clock } from '@dogstats/core';

/**
 * Waits, and keeps the process alive meanwhile: somebody wants what comes after it. Rejects with the
 * reason of the signal as soon as that is aborted.
 */
export function sleep(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const onAbort = (): void => {
      timer.cancel();
      reject(signal?.reason);
    };
    const timer = clock.setTimeout(
      () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      },
      milliseconds,
      true,
    );
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
