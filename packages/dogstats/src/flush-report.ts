import type { DropCounts } from '@dogstats/core';

/** What became of everything that was not settled when `flush()` was called, in recorded calls. */
export interface FlushReport {
  /** Whether all of it was accepted. */
  readonly ok: boolean;
  readonly accepted: number;
  /** Neither accepted nor given up when the time was over; delivery goes on in the background. */
  readonly retained: number;
  /** Given up, by reason. */
  readonly dropped: DropCounts;
  /** May have been counted twice: distributions re-sent after an unknown outcome. */
  readonly possiblyDuplicated: number;
  /** What went wrong, each with a `code`. */
  readonly errors: readonly Error[];
}

/** Figures of one instance since it was made: recorded = accepted + retained + dropped, always. */
export interface DogStatsStats {
  /** Every recording call, refused and sampled-away ones included. */
  readonly recorded: number;
  readonly accepted: number;
  /** In open buckets, or on the way. */
  readonly retained: number;
  readonly dropped: DropCounts;
  readonly possiblyDuplicated: number;
  /** Live contexts: series, of which a histogram sends several. */
  readonly contexts: number;
}
