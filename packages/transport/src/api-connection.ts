import { Buffer } from 'node:buffer';
import { type Clock, systemClock } from '@dogstats/core';
import type { Dispatcher } from 'undici';
import { Deadline } from './deadline.js';
import { failureError, totalTimeout } from './delivery-error.js';
import type { DeliveryOptions, TimeoutOptions } from './delivery-options.js';
import type { Exchange } from './exchange.js';
import { fetchExchange } from './fetch-exchange.js';
import { ownDispatcher } from './own-dispatcher.js';
import { readWhole } from './read-whole.js';
import { undiciExchange } from './undici-exchange.js';
import { failureOf } from './verdict.js';
import { version } from './version.js';

export interface ApiConnectionOptions {
  /** As `resolveEndpoint` gives it: without a slash at its end. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Needed by all that reads or changes; not by what submits. */
  readonly appKey?: string | undefined;
  /** Certificates to trust instead of the built-in ones, in PEM. */
  readonly ca?: DeliveryOptions['ca'];
  /** Sends with this instead of an own agent; it is never closed here. */
  readonly dispatcher?: Dispatcher | undefined;
  /** Sends with this instead of undici. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Where proxy variables are looked up; nowhere by default. */
  readonly env?: DeliveryOptions['env'];
  /** @default defaultApiTimeouts */
  readonly timeouts?: TimeoutOptions | undefined;
  /** What an answer may have, inflated. */
  readonly maxAnswerBytes: number;
  readonly clock?: Clock | undefined;
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  /** From `/api` on, with its query string. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ApiAnswer {
  /** HTTP status, whatever it is: redirects are not followed. */
  readonly status: number;
  /** @param name in lower case. */
  header(name: string): string | undefined;
  readonly text: string;
}

export const defaultApiTimeouts: TimeoutOptions = {
  connectMs: 5_000,
  headersMs: 30_000,
  totalMs: 60_000,
};

/**
 * Requests to Datadog's API beside deliveries: keys in headers only, deadlines, proxies, one kind of
 * error. What an answer means, and whether to ask again, is the caller's affair.
 */
export class ApiConnection {
  readonly #options: ApiConnectionOptions;
  readonly #timeouts: TimeoutOptions;
  #own: Dispatcher | undefined;

  constructor(options: ApiConnectionOptions) {
    this.#options = options;
    this.#timeouts = options.timeouts ?? defaultApiTimeouts;
  }

  /**
   * Asks once, and reads the answer to its end.
   *
   * @throws {NetworkError} when no whole answer came; `reason` is `ANSWER_TOO_LARGE` for one past the
   *   bound. @throws the signal's reason once it is aborted.
   */
  async send({ method, path, body, signal }: ApiRequest): Promise<ApiAnswer> {
    signal?.throwIfAborted();
    const { baseUrl, clock = systemClock, maxAnswerBytes } = this.#options;
    const abort = new AbortController();
    const onAbort = (): void => abort.abort(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    const deadline = new Deadline(abort, this.#timeouts.totalMs, clock);
    try {
      const answer = await deadline.within(
        this.#exchange()({
          method,
          url: baseUrl + path,
          headers: this.#headers(body !== undefined),
          ...(body !== undefined && { body: Buffer.from(body) }),
          signal: abort.signal,
        }),
      );
      const text = await deadline.within(readWhole(answer, maxAnswerBytes));
      return { status: answer.status, header: answer.header, text };
    } catch (error) {
      signal?.throwIfAborted();
      const reason = deadline.passed ? totalTimeout : failureOf(error).reason;
      throw failureError(baseUrl + path.replace(/\?.*/, ''), reason, method);
    } finally {
      signal?.removeEventListener('abort', onAbort);
      deadline.end();
      // Whatever is still under way: an answer that is too large, or broken.
      abort.abort();
    }
  }

  /** Closes the connections that are its own. A later request opens new ones. */
  async close(): Promise<void> {
    const own = this.#own;
    this.#own = undefined;
    await own?.destroy();
  }

  #exchange(): Exchange {
    const { baseUrl, ca, dispatcher, fetch, env } = this.#options;
    if (fetch !== undefined) return fetchExchange(fetch);
    if (dispatcher === undefined) {
      const timeouts = this.#timeouts;
      this.#own ??= ownDispatcher({ baseUrl, ca, env, timeouts, concurrency: 2 });
    }
    return undiciExchange((dispatcher ?? this.#own) as Dispatcher, this.#timeouts.headersMs);
  }

  #headers(hasBody: boolean): Record<string, string> {
    const { apiKey, appKey } = this.#options;
    return {
      'DD-API-KEY': apiKey,
      ...(appKey !== undefined && { 'DD-APPLICATION-KEY': appKey }),
      Accept: 'application/json',
      'Accept-Encoding': 'gzip',
      ...(hasBody && { 'Content-Type': 'application/json' }),
      'User-Agent': `dogstats-js/${version}`,
    };
  }
}
