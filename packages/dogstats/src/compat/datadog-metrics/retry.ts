import { StatusError } from './errors.js';

/** Longest pause that an intake can ask of a caller who waits. */
const longestPauseMs = 60_000;

const passing = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** Whether another attempt may do better. */
export function isWorthRetrying(error: unknown): boolean {
  if (error instanceof StatusError)
    return error.status >= 500 || error.status === 429 || error.status === 408;
  const { code = '', name = '' } = (error ?? {}) as { code?: unknown; name?: unknown };
  return name === 'TimeoutError' || passing.has(String(code)) || String(code).startsWith('UND_ERR');
}

/** How long the answer asks to stay away, up to a minute; `undefined` when it doesn't. */
export function askedPauseMs(error: unknown): number | undefined {
  if (!(error instanceof StatusError) || error.askedMs === undefined) return undefined;
  return Math.min(Math.max(error.askedMs, 0), longestPauseMs);
}
