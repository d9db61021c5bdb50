import type { Adapter } from '../adapters/adapter.js';
import { QueryError } from '../query-error.js';
import type { Batch, BatchStats, DataBatch } from './batch.js';
import { type FetcherOptions, WindowFetcher } from './window-fetcher.js';

export interface StreamOptions<D> extends FetcherOptions<D> {
  /** Whether the next window is fetched while the last one is looked at. */
  readonly prefetch: boolean;
  /** Whether the first window is fetched before it is asked for. */
  readonly eager: boolean;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (progress: number, stats: BatchStats) => void;
}

/**
 * The windows of a range, one batch after the other, in order. While a batch is looked at the next one
 * is fetched, and no more: at most two are held.
 *
 * With `for await`, what ends the range before its time is thrown; with `next()` it is a batch whose
 * `ok` is false, and then null.
 */
export class QueryStream<D> implements AsyncIterable<DataBatch<D>> {
  readonly #options: StreamOptions<D>;
  /** Where it began, unix milliseconds. */
  #beganMs: number;
  #abort = new AbortController();
  #fetcher: WindowFetcher<D>;
  #pending: Promise<Batch<D>> | undefined;
  #busy = false;
  /** Whether next() has nothing more to give. */
  #over = false;
  #lastError: QueryError | undefined;
  #lastStats: BatchStats | undefined;

  constructor(options: StreamOptions<D>) {
    this.#options = options;
    this.#fetcher = new WindowFetcher(options, this.#abort.signal);
    this.#beganMs = options.cursor?.startMs ?? options.range.startMs;
    this.#over = this.#fetcher.done;
    if (this.#over) return;
    this.#heedSignal();
    if (options.eager) this.#fetchAhead();
  }

  /** The adapter's name, and the keys that rows of its groups have. */
  get adapter(): Pick<Adapter<D>, 'name' | 'groupKeys'> {
    const { name, groupKeys } = this.#options.adapter;
    return { name, groupKeys };
  }

  /**
   * The next batch; null after the last one, and after one whose `ok` is false.
   *
   * @throws {QueryError} `INVALID_ARG` while an earlier call has not returned.
   */
  async next(): Promise<Batch<D> | null> {
    if (this.#busy) throw new QueryError('INVALID_ARG', 'next() while another next() is waiting');
    if (this.#over) return null;
    this.#busy = true;
    try {
      const batch = await this.#collect();
      const { ok, batchNumber, pointsCount, chunkStart, chunkEnd, isLast } = batch;
      const { httpRetries, rateLimitRemaining } = batch;
      this.#lastStats = {
        ...{ ok, batchNumber, pointsCount, chunkStart, chunkEnd, isLast },
        ...{ httpRetries, rateLimitRemaining },
      };
      if (!batch.ok) this.#lastError = batch.error;
      if (batch.isLast) this.#end();
      else if (this.#options.prefetch) this.#fetchAhead();
      if (batch.ok) this.#options.onProgress(this.progress, this.#lastStats);
      return batch;
    } finally {
      this.#busy = false;
    }
  }

  /** Whether `next()` has something to give: a batch, or why there is none. */
  get hasNext(): boolean {
    return !this.#over;
  }

  /** How much of the range was given out, from 0 to 1. */
  get progress(): number {
    const { range } = this.#options;
    const last = this.#lastStats;
    const reachedMs = (last?.ok ? last.chunkEnd : last?.chunkStart) ?? this.#beganMs;
    return (reachedMs - range.startMs) / (range.endMs - range.startMs);
  }

  /** What the last batch was, without its data. */
  get lastBatchStats(): BatchStats | undefined {
    return this.#lastStats;
  }

  /** Why the stream ended before its time. */
  get lastError(): QueryError | undefined {
    return this.#lastError;
  }

  /** Ends what is under way, a wait included. `next()` gives a batch that says so, and then null. */
  cancel(): void {
    this.#release();
  }

  /** Begins the range anew. @throws {QueryError} `INVALID_ARG` while `next()` is waiting. */
  reset(): void {
    if (this.#busy) throw new QueryError('INVALID_ARG', 'reset() while next() is waiting');
    this.#end();
    this.#abort = new AbortController();
    this.#fetcher = new WindowFetcher({ ...this.#options, cursor: undefined }, this.#abort.signal);
    this.#over = false;
    this.#lastError = undefined;
    this.#lastStats = undefined;
    this.#beganMs = this.#options.range.startMs;
    this.#heedSignal();
  }

  /** @throws {QueryError} whatever ends the range before its time. */
  async *[Symbol.asyncIterator](): AsyncGenerator<DataBatch<D>, void, undefined> {
    try {
      for (let batch = await this.next(); batch !== null; batch = await this.next()) {
        if (!batch.ok) throw batch.error;
        yield batch;
      }
    } finally {
      this.#end();
    }
  }

  /**
   * All that is left of the range as one result; nothing is there twice where windows meet. This holds
   * all of it in memory.
   *
   * @throws {QueryError} whatever ends the range before its time.
   */
  async collect(): Promise<D> {
    const parts: D[] = [];
    for await (const { data } of this) parts.push(data);
    return this.#options.adapter.merge(parts);
  }

  #onSignal = (): void => this.cancel();

  #heedSignal(): void {
    const { signal } = this.#options;
    if (signal?.aborted === true) this.cancel();
    else signal?.addEventListener('abort', this.#onSignal);
  }

  async #collect(): Promise<Batch<D>> {
    const pending = this.#pending ?? this.#fetch();
    this.#pending = undefined;
    const batch = await pending;
    // One that was ready when cancel() came is as good as cancelled.
    return this.#abort.signal.aborted ? this.#cancelledBatch() : batch;
  }

  #fetchAhead(): void {
    this.#pending = this.#fetch();
    // It is told to whoever collects it.
    this.#pending.catch(() => {});
  }

  async #fetch(): Promise<Batch<D>> {
    const { signal } = this.#abort;
    try {
      signal.throwIfAborted();
      return await this.#fetcher.fetch();
    } catch (error) {
      if (signal.aborted) return this.#cancelledBatch();
      throw error;
    }
  }

  #cancelledBatch(): Batch<D> {
    const { adapter } = this.#options;
    const last = this.#lastStats;
    return {
      ok: false,
      batchNumber: (last?.batchNumber ?? 0) + 1,
      pointsCount: 0,
      chunkStart: last?.chunkEnd ?? this.#beganMs,
      chunkEnd: last?.chunkEnd ?? this.#beganMs,
      isLast: true,
      httpRetries: 0,
      rateLimitRemaining: undefined,
      data: adapter.empty(),
      error: cancelled(),
    };
  }

  #end(): void {
    this.#over = true;
    this.#pending = undefined;
    this.#release();
  }

  #release(): void {
    this.#abort.abort(cancelled());
    this.#options.signal?.removeEventListener('abort', this.#onSignal);
    void this.#options.transport.close?.().catch(() => {});
  }
}

function cancelled(): QueryError {
  return new QueryError('CANCELLED', 'the query was cancelled');
}
