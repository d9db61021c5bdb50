import type { DropReason } from './drop.js';

/** Points further ahead than this are dropped. */
export const maxAheadSeconds = 600;

/** A time past this was meant as milliseconds: as seconds it is the year 5138. */
const millisecondsFrom = 100_000_000_000;

/**
 * Why one point is dropped; nothing when it may stay.
 *
 * @param now unix seconds
 */
export function pointProblem(
  timestamp: number,
  value: number,
  now: number,
  acceptPastSeconds: number,
): DropReason | undefined {
  if (!Number.isFinite(value)) return 'not_finite';
  if (timestamp > now + maxAheadSeconds) return 'too_new';
  // Zero and negative times are ordinary times, long ago.
  if (timestamp <= 0 || timestamp < now - acceptPastSeconds) return 'too_old';
  return undefined;
}

export function pointHint(reason: DropReason, timestamp: number, now: number): string {
  if (reason === 'not_finite') return 'a value must be a finite number, not null, NaN or Infinity';
  if (timestamp >= millisecondsFrom) return 'the timestamp looks like milliseconds: send seconds';
  const distance = Math.abs(Math.round(timestamp - now));
  return reason === 'too_new'
    ? `the timestamp is ${distance} s ahead, ${maxAheadSeconds} s are allowed`
    : `the timestamp is ${distance} s back, more than is accepted: see --accept-past`;
}
