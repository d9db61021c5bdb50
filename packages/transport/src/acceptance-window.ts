import type { DropReason } from '@dogstats/core';

/** The intake takes an hour; the rest is for clocks that differ and for the way there. */
const backSeconds = 55 * 60;
/** The intake takes ten minutes. */
const aheadSeconds = 9 * 60;

/**
 * Why the intake would silently discard a bucket by now; `undefined` when it takes it.
 *
 * @param bucketStart unix seconds.
 * @param nowMs wall clock.
 */
export function outsideWindow(bucketStart: number, nowMs: number): DropReason | undefined {
  const ageSeconds = nowMs / 1000 - bucketStart;
  if (ageSeconds > backSeconds) return 'too_old';
  return ageSeconds < -aheadSeconds ? 'too_new' : undefined;
}
