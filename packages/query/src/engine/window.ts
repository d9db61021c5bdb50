import type { WindowBounds } from '../query-error.js';

/** What one request asks for. */
export interface Window extends WindowBounds {
  /** Whether it begins where the range does. */
  readonly isFirst: boolean;
  /** Whether it ends where the range does. */
  readonly isLast: boolean;
}

/**
 * The window that begins at a time. Windows follow each other without gap or overlap, end at multiples
 * of the step, so that no interval of an answer is cut in two, and the last one ends with the range.
 *
 * @param range in unix milliseconds, half-open.
 */
export function windowAt(
  startMs: number,
  chunkMs: number,
  stepMs: number,
  range: WindowBounds,
): Window {
  const wantedMs = startMs + chunkMs;
  const alignedMs = Math.floor(wantedMs / stepMs) * stepMs;
  const endMs = Math.min(alignedMs > startMs ? alignedMs : wantedMs, range.endMs);
  return { startMs, endMs, isFirst: startMs === range.startMs, isLast: endMs === range.endMs };
}

/** `2026-11-27T10:00:00Z to 2026-11-27T11:00:00Z (3600 s)`. */
export function describeWindow({ startMs, endMs }: WindowBounds): string {
  const text = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');
  return `${text(startMs)} to ${text(endMs)} (${(endMs - startMs) / 1_000} s)`;
}
