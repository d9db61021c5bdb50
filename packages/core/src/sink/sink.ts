import type { MetricPoint } from '../metric/metric-point.js';
import type { DropCounts } from './drop-reason.js';
import type { Notice, NoticeReport } from './notice.js';

/**
 * How the far side treats two points of one context and bucket.
 *
 * - `replace`: it keeps the last one received (Datadog's HTTP series), so each carries the whole
 *   bucket so far.
 * - `add`: it adds them up (DogStatsD, a broker), so each carries what came since the last cut and
 *   is handed over once.
 */
export type SinkMode = 'replace' | 'add';

/** What one cut hands to a sink. */
export interface Batch {
  /** Read once, in order. Copy it (`[...batch.points]`) to keep it. */
  readonly points: Iterable<MetricPoint>;
}

export interface WriteOptions {
  /** Aborts the delivery; only closing does that. */
  readonly signal: AbortSignal;
  /**
   * Until when a caller waits for the outcome, in milliseconds of `Clock.monotonic()`. It aborts
   * nothing; a sink may use it to try harder while somebody waits. `Infinity`: nobody waits.
   */
  readonly deadline: number;
}

/** What became of a batch once all of it is settled, in recorded calls. */
export interface DeliveryReport {
  readonly accepted: number;
  readonly dropped: DropCounts;
  /** Left where another process finds and delivers it: nothing more is heard of it here. */
  readonly retained?: number;
  /** Calls that may have been counted twice: re-sent after an attempt whose outcome is unknown. */
  readonly possiblyDuplicated: number;
  /** Why something was dropped or had to be tried again, without repetition, at most a few. */
  readonly errors: readonly Error[];
}

/** What became of recorded calls so far. */
export interface SinkFigures {
  readonly accepted: number;
  /** Handed over, neither accepted nor dropped so far. */
  readonly retained: number;
  readonly dropped: DropCounts;
}

/** Running totals of a sink, in recorded calls. */
export interface SinkStats extends SinkFigures {
  /** The same of what other processes had left behind, and this one delivers along. */
  readonly adopted?: SinkFigures;
  /** What has kept the retained ones from being accepted so far, without repetition. */
  readonly errors?: readonly Error[];
  /** Attempts that failed since there were no `errors`. */
  readonly failures?: number;
}

/**
 * Where points go. Any object of this shape is a sink; `sinkContract` in `@dogstats/core/testing`
 * tests it.
 */
export interface Sink {
  readonly mode: SinkMode;

  /**
   * Takes a batch over and resolves when all of it is settled, which may be long after the
   * deadline: a sink owns its retries. A rejection means that the whole batch is lost.
   */
  write(batch: Batch, options: WriteOptions): Promise<DeliveryReport>;

  /**
   * Takes events and service checks, and resolves when all of them are settled. For sinks that have
   * somewhere to send them: without it they are dropped(`unsupported`). A rejection means that they
   * are lost.
   */
  deliver?(notices: readonly Notice[]): Promise<NoticeReport>;

  /** Gives up what is not delivered and frees what the sink holds. Idempotent. */
  close(): Promise<void>;

  /** Figures while batches are still under way. */
  stats?(): SinkStats;

  /** Somebody waits: tries what is retained without further delay. Must not throw. */
  hurry?(): void;

  /**
   * The process ends in this very turn: puts these points, and everything retained, where the next
   * process finds it, synchronously. For sinks that have such a place. Must not throw.
   *
   * @returns recorded calls that are neither delivered nor kept.
   */
  saveNow?(points: Iterable<MetricPoint>): number;
}
