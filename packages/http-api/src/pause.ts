import type { Clock } from '@dogstats/transport/http-client';

/** Waits, and keeps the process alive meanwhile: a caller waits, too. */
export function pause(delayMs: number, clock: Clock, signal?: AbortSignal): Promise<void> {
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
      delayMs,
      true,
    );
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
