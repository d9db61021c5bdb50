/** What a policy is told when a range begins. */
export interface PolicyStart {
  /** Length of the first window that the caller wants, in milliseconds. */
  readonly chunkMs: number | undefined;
  /** Windows are multiples of it, in milliseconds: an interval of the answer is never cut. */
  readonly stepMs: number;
  /** What no window exceeds, in milliseconds: a longer one would be answered in coarser intervals. */
  readonly longestMs: number;
  /** From 0 inclusive to 1 exclusive. */
  readonly random: () => number;
  /** Where an earlier run of the same range had come to. */
  readonly state: PolicyState | undefined;
}

/** Plain data, so that it survives the process. */
export interface PolicyState {
  /** Length of the next window, in milliseconds. */
  readonly chunkMs: number;
  /** Windows since the length changed last. */
  readonly successes: number;
}

/** A policy at work on one range. */
export interface PolicyRun {
  readonly state: PolicyState;
  /**
   * Told before the wait that a window of this length was refused (429, 5xx). Returns the length for
   * the next attempt.
   */
  refused(windowMs: number): number;
  succeeded(): void;
  /**
   * How long to wait when the server does not say, in milliseconds.
   *
   * @param retries already made for this window.
   */
  delayMs(retries: number): number;
}

/** How long windows are, and how long to wait. Holds no state, so one may serve many streams. */
export interface ExecutionPolicy {
  begin(start: PolicyStart): PolicyRun;
}

/** Length of a window when nobody says otherwise, in milliseconds: four hours. */
export const defaultChunkMs = 14_400_000;

/** Down to whole steps, and not below one. */
export function alignChunk(chunkMs: number, stepMs: number): number {
  return Math.max(stepMs, Math.floor(chunkMs / stepMs) * stepMs);
}
