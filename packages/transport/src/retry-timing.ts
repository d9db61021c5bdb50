/** How often a payload is tried in one round, and how long to wait in between. */
export interface RetryOptions {
  /** Further attempts after the first, in one round. */
  readonly attempts: number;
  /** Upper end of the first delay, in milliseconds; it doubles with each attempt. */
  readonly baseDelayMs: number;
  /** What no upper end exceeds; also the pause between two rounds. */
  readonly maxDelayMs: number;
}

/** The longest that a server can make us wait. */
export const longestPauseMs = 300_000;
const shortestPauseMs = 1_000;
/** For a 429 that says nothing. */
const defaultPauseMs = 10_000;

/**
 * Full jitter: anywhere between nothing and a bound that doubles, so that many processes that
 * failed together don't come back together.
 *
 * @param retry 0 before the first retry.
 * @param random from 0 inclusive to 1 exclusive.
 */
export function backOffMs(retry: number, options: RetryOptions, random: () => number): number {
  return random() * Math.min(options.maxDelayMs, options.baseDelayMs * 2 ** retry);
}

/** Pause between two rounds: the second half of the longest delay, by chance. */
export function roundPauseMs(options: RetryOptions, random: () => number): number {
  return options.maxDelayMs * (0.5 + random() / 2);
}

/**
 * How long an answer asks everybody to stay away, from 1 s to 300 s; `undefined` when it doesn't.
 *
 * @param nowMs wall clock, for a Retry-After that is a date.
 */
export function askedPauseMs(
  status: number,
  header: (name: string) => string | undefined,
  nowMs: number,
): number | undefined {
  const asked = retryAfterMs(header('retry-after'), nowMs);
  if (asked !== undefined) return clampPause(asked);
  // Other answers carry this header, too, when nothing is exceeded.
  if (status !== 429) return undefined;
  return clampPause(secondsMs(header('x-ratelimit-reset')) ?? defaultPauseMs);
}

/**
 * What a Retry-After asks for, in seconds or as an HTTP date, in milliseconds from now; `undefined`
 * when it can't be read.
 */
export function retryAfterMs(value: string | undefined, nowMs: number): number | undefined {
  const seconds = secondsMs(value);
  if (seconds !== undefined) return seconds;
  // Date.parse takes nearly anything ('-5' is in May 2001), so only what looks like an HTTP date.
  if (value === undefined || !/^[a-z]{3,9},? .*\d{2}:\d{2}:\d{2}/i.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at - nowMs;
}

/** A header of seconds, fractions allowed, in milliseconds; `undefined` when it is none. */
export function secondsMs(value: string | undefined): number | undefined {
  const text = value?.trim() ?? '';
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : undefined;
}

function clampPause(milliseconds: number): number {
  return Math.min(Math.max(milliseconds, shortestPauseMs), longestPauseMs);
}
