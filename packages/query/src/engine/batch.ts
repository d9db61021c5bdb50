import type { QueryError } from '../query-error.js';

/** Where a stream goes on; plain data, so that it survives the process. */
export interface Cursor {
  /** Start of the next window, unix milliseconds. */
  readonly startMs: number;
  /** Batches so far. */
  readonly batchNumber: number;
  /** Length of the next window, in milliseconds, and windows since it changed. */
  readonly chunkMs: number;
  readonly successes: number;
}

interface BatchEnvelope {
  /** Counted from 1. */
  readonly batchNumber: number;
  /** Points, of a timeseries values that are there, of scalars rows. */
  readonly pointsCount: number;
  /** Start of the window, unix milliseconds; belongs to it. */
  readonly chunkStart: number;
  /** End of the window, unix milliseconds; does not belong to it. */
  readonly chunkEnd: number;
  /** Whether none follows. */
  readonly isLast: boolean;
  /** Attempts for this window after the first. */
  readonly httpRetries: number;
  /** Requests that are left in this period of the rate limit; `undefined` when the server doesn't say. */
  readonly rateLimitRemaining: number | undefined;
}

/** What one window gave. */
export interface DataBatch<D> extends BatchEnvelope {
  readonly ok: true;
  readonly data: D;
  readonly error?: undefined;
  /** Give it to `query({ cursor })` to go on after this batch. */
  readonly cursor: Cursor;
}

/** Why there is no more. */
export interface ErrorBatch<D> extends BatchEnvelope {
  readonly ok: false;
  /** Nothing, in its usual shape. */
  readonly data: D;
  readonly error: QueryError;
}

export type Batch<D> = DataBatch<D> | ErrorBatch<D>;

/** A batch but for its data. */
export type BatchStats = Omit<DataBatch<unknown>, 'data' | 'cursor' | 'ok' | 'error'> & {
  readonly ok: boolean;
};
