import { type Clock, sleep } from '@dogstats/transport/http-client';
import { type Adapter, type AdapterRequest, ParseError } from '../adapters/adapter.js';
import type { ExecutionPolicy, PolicyRun } from '../policy/execution-policy.js';
import { QueryError, type QueryErrorCode, type WindowBounds } from '../query-error.js';
import type { Batch, Cursor } from './batch.js';
import { askedDelayMs, exhaustedDelayMs } from './retry-delay.js';
import type { Transport, TransportResponse } from './transport.js';
import { describeWindow, type Window, windowAt } from './window.js';

/** Told before each wait. */
export interface RetryNotice {
  /** What is asked for next; shorter than what was refused, if it shrinks. */
  readonly window: WindowBounds;
  /** Of the answer that makes us wait; 0 when none came. */
  readonly httpStatus: number;
  readonly delayMs: number;
  /** Counted from 1. */
  readonly retry: number;
}

export interface FetcherOptions<D> {
  readonly adapter: Adapter<D>;
  readonly transport: Transport;
  readonly policy: ExecutionPolicy;
  readonly range: WindowBounds;
  readonly chunkMs: number | undefined;
  readonly maxRetries: number;
  readonly cursor: Cursor | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  /** Removes what must not be shown from what a server said. */
  readonly printable: (text: string) => string;
  readonly onRetry: (notice: RetryNotice) => void;
}

/** Fetches one window after the other, each with its retries. Holds what must not change concurrently. */
export class WindowFetcher<D> {
  readonly #options: FetcherOptions<D>;
  readonly #signal: AbortSignal;
  readonly #policy: PolicyRun;
  #startMs: number;
  #batchNumber: number;
  /** What the last answer of a period asks to wait before the next request. */
  #pauseMs = 0;

  constructor(options: FetcherOptions<D>, signal: AbortSignal) {
    const { adapter, policy, range, chunkMs, cursor, random } = options;
    this.#options = options;
    this.#signal = signal;
    this.#startMs = cursor?.startMs ?? range.startMs;
    this.#batchNumber = cursor?.batchNumber ?? 0;
    const { stepMs, longestMs } = adapter;
    this.#policy = policy.begin({ chunkMs, stepMs, longestMs, random, state: cursor });
  }

  /** Whether the range is over. */
  get done(): boolean {
    return this.#startMs >= this.#options.range.endMs;
  }

  /** The next batch. @throws the signal's reason once it is aborted. */
  async fetch(): Promise<Batch<D>> {
    const { adapter, clock, maxRetries } = this.#options;
    if (this.#pauseMs > 0) await sleep(clock, this.#pauseMs, this.#signal);
    this.#pauseMs = 0;
    let window = this.#windowOf(this.#policy.state.chunkMs);
    for (let retries = 0; ; retries++) {
      const response = await this.#send(adapter.request(window));
      const { status } = response;
      if (status >= 200 && status < 300) return this.#batchOf(window, response, retries);
      const code = codeOf(status);
      if (code === 'CLIENT' || retries >= maxRetries) {
        return this.#failure(window, code, response, retries);
      }
      // Longer windows are refused, or can't be read; a network is no better for shorter ones.
      if (code !== 'NETWORK' || response.tooLarge === true) {
        window = this.#windowOf(this.#policy.refused(window.endMs - window.startMs));
      }
      const asked = askedDelayMs(status, response.header, clock.now());
      const delayMs = response.tooLarge === true ? 0 : (asked ?? this.#policy.delayMs(retries));
      const { startMs, endMs } = window;
      this.#options.onRetry({
        window: { startMs, endMs },
        httpStatus: status,
        delayMs,
        retry: retries + 1,
      });
      await sleep(clock, delayMs, this.#signal);
    }
  }

  async #send(request: AdapterRequest): Promise<TransportResponse> {
    let response: TransportResponse;
    try {
      response = await this.#options.transport.send({ ...request, signal: this.#signal });
    } catch (error) {
      this.#signal.throwIfAborted();
      response = { status: 0, header: () => undefined, text: String(error) };
    }
    this.#signal.throwIfAborted();
    return response;
  }

  #windowOf(chunkMs: number): Window {
    const { adapter, range } = this.#options;
    return windowAt(this.#startMs, chunkMs, adapter.stepMs, range);
  }

  #batchOf(window: Window, response: TransportResponse, retries: number): Batch<D> {
    const { adapter } = this.#options;
    let data: D;
    try {
      data = adapter.parse(response.text, window);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      return this.#failure(window, 'PARSE', { ...response, text: error.message }, retries);
    }
    this.#policy.succeeded();
    this.#startMs = window.endMs;
    this.#batchNumber++;
    this.#pauseMs = this.done ? 0 : (exhaustedDelayMs(response.header) ?? 0);
    const { chunkMs, successes } = this.#policy.state;
    return {
      ...this.#envelope(window, response, retries),
      ok: true,
      batchNumber: this.#batchNumber,
      pointsCount: adapter.count(data),
      isLast: this.done,
      data,
      cursor: { startMs: this.#startMs, batchNumber: this.#batchNumber, chunkMs, successes },
    };
  }

  #failure(
    window: Window,
    code: QueryErrorCode,
    response: TransportResponse,
    retries: number,
  ): Batch<D> {
    const { adapter, printable } = this.#options;
    const { method, path } = adapter.request(window);
    const route = `${method} ${path.replace(/\?.*/, '')}`;
    const attempts = retries === 0 ? '' : ` after ${retries + 1} attempts`;
    const what =
      response.status === 0
        ? printable(response.text)
        : `${route} answered ${response.status}${attempts}${detailOf(printable(response.text))}`;
    const isTooLarge = response.tooLarge === true;
    const message = `${what}${adviceOf(response)}; window ${describeWindow(window)}`;
    const { startMs, endMs } = window;
    return {
      ...this.#envelope(window, response, retries),
      ok: false,
      data: adapter.empty(),
      error: new QueryError(isTooLarge ? 'PARSE' : code, message, {
        httpStatus: response.status,
        window: { startMs, endMs },
      }),
    };
  }

  #envelope({ startMs, endMs }: Window, { header }: TransportResponse, httpRetries: number) {
    const remaining = header('x-ratelimit-remaining')?.trim() ?? '';
    return {
      batchNumber: this.#batchNumber + 1,
      pointsCount: 0,
      chunkStart: startMs,
      chunkEnd: endMs,
      isLast: true,
      httpRetries,
      rateLimitRemaining: /^\d+$/.test(remaining) ? Number(remaining) : undefined,
    };
  }
}

function codeOf(status: number): QueryErrorCode {
  if (status === 0) return 'NETWORK';
  if (status === 429) return 'RATE_LIMIT';
  return status >= 500 ? 'SERVER' : 'CLIENT';
}

function detailOf(said: string): string {
  return said === '' ? '' : `: ${said}`;
}

function adviceOf({ status, tooLarge }: TransportResponse): string {
  if (tooLarge === true) return ' (raise maxAnswerBytes, or ask for fewer groups at a time)';
  if (status === 401 || status === 403) {
    return ' (check apiKey, appKey with its scope timeseries_query, and site: keys belong to one site)';
  }
  if (status === 404) return ' (check url or site)';
  if (status >= 300 && status < 400) return ' (redirects are not followed: check url)';
  return '';
}
