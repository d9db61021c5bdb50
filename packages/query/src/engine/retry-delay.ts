import { retryAfterMs, secondsMs } from '@dogstats/transport/http-client';

type Header = (name: string) => string | undefined;

/** A server that asks for more, or for nothing, is not believed. */
const longestAskedMs = 3_600_000;

/**
 * How long an answer asks to be left alone, in milliseconds; `undefined` when it doesn't. No jitter is
 * put on top.
 *
 * @param nowMs wall clock, for a Retry-After that is a date.
 */
export function askedDelayMs(status: number, header: Header, nowMs: number): number | undefined {
  const retryAfter = credible(retryAfterMs(header('retry-after'), nowMs));
  return status === 429 ? (resetMs(header) ?? retryAfter) : retryAfter;
}

/** How long to wait after an answer that was the last one of its period; `undefined`: not at all. */
export function exhaustedDelayMs(header: Header): number | undefined {
  return header('x-ratelimit-remaining')?.trim() === '0' ? resetMs(header) : undefined;
}

function resetMs(header: Header): number | undefined {
  return credible(secondsMs(header('x-ratelimit-reset')));
}

function credible(milliseconds: number | undefined): number | undefined {
  if (milliseconds === undefined) return undefined;
  return milliseconds > 0 && milliseconds <= longestAskedMs ? milliseconds : undefined;
}
