import type { Clock } from '@dogstats/transport/http-client';

/** Waits, and keeps the process alive meanwhile: somebody wants what comes after it. */
export function sleep(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      timer.cancel();
      reject(signal.reason);
    };
    const timer = clock.setTimeout(
      () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      },
      milliseconds,
      true,
    );
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
