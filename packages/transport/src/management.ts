import { type Clock, systemClock } from '@dogstats/core';
import { printable } from './answer-body.js';
import type { DeliveryOptions } from './delivery-options.js';
import { type HttpAnswer, HttpClient, type HttpFailure } from './http-client.js';
import { askedPauseMs } from './retry-timing.js';
import { sleep } from './sleep.js';

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
  readonly clock?: Clock;
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

/** What is read of an answer at most: those to such requests are short. */
const longestAnswerBytes = 1_048_576;

/** Requests that change settings at Datadog: those that need an application key. */
export class Management {
  readonly #options: ManagementOptions;
  readonly #clock: Clock;
  readonly #client: HttpClient;

  constructor(options: ManagementOptions) {
    const { baseUrl, ca, env, timeoutMs: connectMs, clock = systemClock } = options;
    this.#options = options;
    this.#clock = clock;
    this.#client = new HttpClient({ baseUrl, ca, env, connectMs, clock, concurrency: 1 });
  }

  /**
   * Puts a JSON value there. Tried again after a 429, a 5xx, or when no answer comes.
   *
   * @throws {NetworkError} when none has come in the end.
   */
  async put(path: string, value: unknown): Promise<ManagementAnswer> {
    const body = JSON.stringify(value);
    for (let retry = 0; ; retry++) {
      const answer = await this.#attempt(path, body);
      const isLast = retry === retries;
      if ('error' in answer) {
        if (isLast) throw answer.error;
      } else if (isLast || (answer.status !== 429 && answer.status < 500)) {
        const { apiKey, appKey } = this.#options;
        return { status: answer.status, excerpt: printable(answer.text, apiKey, appKey) };
      }
      const pauseMs = this.#askedMs(answer) ?? firstPauseMs * 2 ** retry;
      this.#options.onPause?.(pauseMs);
      await sleep(this.#clock, pauseMs);
    }
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  #attempt(path: string, body: string): Promise<HttpAnswer | HttpFailure> {
    const { apiKey, appKey, timeoutMs } = this.#options;
    const headers = {
      'DD-API-KEY': apiKey,
      'DD-APPLICATION-KEY': appKey,
      'Content-Type': 'application/json',
    };
    const maxBytes = longestAnswerBytes;
    return this.#client.request({ method: 'PUT', path, headers, body, timeoutMs, maxBytes });
  }

  #askedMs(answer: HttpAnswer | HttpFailure): number | undefined {
    if ('error' in answer) return undefined;
    return askedPauseMs(answer.status, answer.header, this.#clock.now());
  }
}
