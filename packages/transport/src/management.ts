import { setTimeout as sleep } from 'node:timers/promises';
import { type Dispatcher, request } from 'undici';
import { printable, readExcerpt } from './answer-body.js';
import { failureError } from './delivery-error.js';
import type { DeliveryOptions } from './delivery-options.js';
import { ownDispatcher } from './own-dispatcher.js';
import { askedPauseMs } from './retry-timing.js';
import { failureOf } from './verdict.js';

/** Whose settings, and where they are. */
export interface ManagementOptions {
  /** Where paths are appended, without a slash at its end. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** The key that says who changes them. */
  readonly appKey: string;
  readonly ca?: DeliveryOptions['ca'];
  /** Where proxy variables are looked up. */
  readonly env: NonNullable<DeliveryOptions['env']>;
  /** For each attempt, in milliseconds. */
  readonly timeoutMs: number;
  /** Told before each wait for another attempt, in milliseconds. */
  readonly onPause?: (pauseMs: number) => void;
}

export interface ManagementAnswer {
  readonly status: number;
  /** Beginning of the body, on one line, without the keys. */
  readonly excerpt: string;
}

/** Further attempts after the first, and the wait before the first of them; it doubles each time. */
const retries = 4;
const firstPauseMs = 500;

/** Requests that change settings at Datadog: those that need an application key. */
export class Management {
  readonly #options: ManagementOptions;
  readonly #dispatcher: Dispatcher;

  constructor(options: ManagementOptions) {
    const { baseUrl, ca, env, timeoutMs } = options;
    const timeouts = { connectMs: timeoutMs, headersMs: timeoutMs, totalMs: timeoutMs };
    this.#options = options;
    this.#dispatcher = ownDispatcher({ baseUrl, ca, env, timeouts, concurrency: 1 });
  }

  /**
   * Puts a JSON value there. Tried again after a 429, a 5xx, or when no answer comes.
   *
   * @throws {NetworkError} when none has come in the end.
   */
  async put(path: string, value: unknown): Promise<ManagementAnswer> {
    for (let retry = 0; ; retry++) {
      const isLast = retry === retries;
      let pauseMs: number | undefined;
      try {
        const { answer, askedMs } = await this.#attempt(path, value);
        if (isLast || (answer.status !== 429 && answer.status < 500)) return answer;
        pauseMs = askedMs;
      } catch (error) {
        if (isLast) throw error;
      }
      pauseMs ??= firstPauseMs * 2 ** retry;
      this.#options.onPause?.(pauseMs);
      await sleep(pauseMs);
    }
  }

  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }

  async #attempt(
    path: string,
    value: unknown,
  ): Promise<{ answer: ManagementAnswer; askedMs: number | undefined }> {
    const { baseUrl, apiKey, appKey, timeoutMs } = this.#options;
    try {
      const { statusCode, headers, body } = await request(baseUrl + path, {
        method: 'PUT',
        dispatcher: this.#dispatcher,
        headers: {
          'DD-API-KEY': apiKey,
          'DD-APPLICATION-KEY': appKey,
          'Content-Type': 'application/json',
        },
        body: JSON.stringify(value),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const excerpt = printable(printable(await readExcerpt(body), apiKey), appKey);
      const header = (name: string): string | undefined => [headers[name]].flat()[0];
      return {
        answer: { status: statusCode, excerpt },
        askedMs: askedPauseMs(statusCode, header, Date.now()),
      };
    } catch (error) {
      throw failureError(baseUrl + path, failureOf(error).reason, 'PUT');
    }
  }
}
