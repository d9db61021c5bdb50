import { Buffer } from 'node:buffer';
import type { Clock } from '@dogstats/core';
import type { Dispatcher } from 'undici';
import { Deadline } from './deadline.js';
import { failureError, type NetworkError, totalTimeout } from './delivery-error.js';
import type { DeliveryOptions } from './delivery-options.js';
import type { Exchange, Method } from './exchange.js';
import { fetchExchange } from './fetch-exchange.js';
import { destroyDispatcher, ownDispatcher } from './own-dispatcher.js';
import { readWhole } from './read-whole.js';
import { Slots } from './slots.js';
import { undiciExchange } from './undici-exchange.js';
import { failureOf, verdictOfFailure } from './verdict.js';

export { type Clock, DogStatsError, type ErrorCode, systemClock, type Timer } from '@dogstats/core';
export { printable } from './answer-body.js';
export { type ApiKey, ApiKeySource } from './api-key-source.js';
export { HttpStatusError, NetworkError } from './delivery-error.js';
export type { Method } from './exchange.js';
export { answerTooLarge } from './read-whole.js';
export {
  askedPauseMs,
  backOffMs,
  type RetryOptions,
  retryAfterMs,
  secondsMs,
} from './retry-timing.js';
export { sleep } from './sleep.js';
export { version } from './version.js';

export interface HttpClientOptions extends Pick<DeliveryOptions, 'ca' | 'env' | 'fetch'> {
  /** Where paths are appended, without a slash at its end: see `resolveEndpoint`. */
  readonly baseUrl: string;
  /** Sends with this instead of an own agent. It is never closed here. */
  readonly dispatcher?: Dispatcher | undefined;
  /** Requests at the same time; others wait, and their time does not run yet. */
  readonly concurrency: number;
  /** For name look-up, TCP and TLS, in milliseconds. */
  readonly connectMs: number;
  readonly clock: Clock;
}

export interface HttpRequest {
  readonly method: Method;
  /** With its query, such as `/api/v1/monitor?page=0`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** For everything from the first byte to the last one of the answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Bytes of an answer at most, inflated: a larger one fails with the reason `ANSWER_TOO_LARGE`. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  /** @param name in lower case. */
  header(name: string): string | undefined;
  readonly text: string;
}

/** No answer came, or not all of it. */
export interface HttpFailure {
  readonly error: NetworkError;
  /** Whether the server can't have seen the request: sending it again is safe, whatever it does. */
  readonly unsent: boolean;
}

/**
 * Requests of any kind and their whole answers, over the connections that a delivery would use.
 * Nothing is retried, no redirect is followed.
 */
export class HttpClient {
  readonly #options: HttpClientOptions;
  readonly #own: Dispatcher | undefined;
  readonly #exchange: Exchange;
  readonly #slots: Slots;

  constructor(options: HttpClientOptions) {
    this.#options = options;
    this.#slots = new Slots(options.concurrency);
    if (options.fetch !== undefined) {
      this.#exchange = fetchExchange(options.fetch);
      return;
    }
    const { connectMs } = options;
    const timeouts = { connectMs, headersMs: 0, totalMs: 0 };
    if (options.dispatcher === undefined) this.#own = ownDispatcher({ ...options, timeouts });
    // The head has to be there in time for the whole.
    this.#exchange = undiciExchange(options.dispatcher ?? (this.#own as Dispatcher), 0);
  }

  /**
   * Sends once. Rejects only with the reason of an aborted `signal`: what else goes wrong is a value.
   */
  async request(request: HttpRequest): Promise<HttpAnswer | HttpFailure> {
    request.signal?.throwIfAborted();
    await this.#takeSlot(request.signal);
    try {
      return await this.#send(request);
    } finally {
      this.#slots.give();
    }
  }

  /** Waits for a slot, no longer than the signal lets it: one that comes too late is given back. */
  async #takeSlot(signal: AbortSignal | undefined): Promise<void> {
    const taken = this.#slots.take();
    if (signal === undefined) return taken;
    await new Promise<void>((resolve, reject) => {
      const onAbort = (): void => {
        void taken.then(() => this.#slots.give());
        reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      void taken.then(() => {
        signal.removeEventListener('abort', onAbort);
        if (!signal.aborted) resolve();
      });
    });
  }

  /** Ends the connections that are its own, and the requests on them. */
  async close(): Promise<void> {
    await destroyDispatcher(this.#own);
  }

  async #send(request: HttpRequest): Promise<HttpAnswer | HttpFailure> {
    const { method, path, timeoutMs, maxBytes, signal } = request;
    signal?.throwIfAborted();
    const abort = new AbortController();
    const onAbort = (): void => abort.abort(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    const deadline = new Deadline(abort, timeoutMs, this.#options.clock, true);
    const url = this.#options.baseUrl + path;
    const fail = (reason: string, unsent: boolean): HttpFailure => ({
      error: failureError(url.replace(/\?.*/s, ''), reason, method),
      unsent,
    });
    let answered = false;
    try {
      // What was given to us may be deaf to the signal.
      return await deadline.within(
        (async () => {
          const { headers, body } = request;
          const answer = await this.#exchange({
            url,
            method,
            headers: { ...headers, 'Accept-Encoding': 'gzip' },
            body: body === undefined ? undefined : Buffer.from(body),
            signal: abort.signal,
          });
          answered = true;
          const text = await readWhole(answer, maxBytes);
          return { status: answer.status, header: answer.header, text };
        })(),
      );
    } catch (error) {
      signal?.throwIfAborted();
      if (deadline.passed) return fail(totalTimeout, false);
      const failure = failureOf(error);
      const verdict = verdictOfFailure(failure);
      return fail(failure.reason, !answered && 'ambiguous' in verdict && !verdict.ambiguous);
    } finally {
      deadline.end();
      // Whatever is still under way: an answer that is too large, or broken.
      abort.abort();
      signal?.removeEventListener('abort', onAbort);
    }
  }
}
