import { type Clock, DogStatsError, type Route } from '@dogstats/core';
import { printable, readExcerpt } from './answer-body.js';
import type { ApiKeySource } from './api-key-source.js';
import { Deadline } from './deadline.js';
import { failureError, statusError, totalTimeout } from './delivery-error.js';
import type { Exchange, ExchangeAnswer } from './exchange.js';
import type { NoticeRoute } from './notice-delivery.js';
import { askedPauseMs } from './retry-timing.js';
import {
  failureOf,
  isGarbage,
  looksStale,
  type Verdict,
  verdictOfFailure,
  verdictOfStatus,
} from './verdict.js';

/** What one attempt came to. */
export type Outcome = Verdict & {
  /** Absent when accepted. */
  readonly error?: Error;
  /** What was answered to an event that was accepted; shortened. */
  readonly answer?: string;
  /** How long the intake asked to be left alone, in milliseconds. */
  readonly pauseMs?: number;
  /** Whether there may be another key by now than the one that was refused. */
  readonly keyRenewed?: boolean;
  /** Whether what answered did not speak HTTP. */
  readonly garbage?: boolean;
  /** Whether it failed the way an old connection fails that the server had closed. */
  readonly stale?: boolean;
};

export interface AttemptOptions {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly apiKey: ApiKeySource;
  /** Whether to ask at once for another key when it is refused. */
  readonly mayRenewKey: boolean;
  readonly exchange: Exchange;
  /** For everything from reading the key to the end of the answer, in milliseconds. */
  readonly totalMs: number;
  readonly userAgent: string;
  readonly clock: Clock;
}

const pathByRoute: { readonly [R in Route | NoticeRoute]: string } = {
  'series-v1': '/api/v1/series',
  'series-v2': '/api/v2/series',
  distributions: '/api/v1/distribution_points',
  events: '/api/v1/events',
  'check-runs': '/api/v1/check_run',
};

/**
 * Sends a body once and says what that means. Never rejects.
 *
 * Accepted is what got a 2xx, whatever becomes of the rest of the answer: that is read in the
 * background, within the deadline.
 *
 * @param body compressed, in zlib's format; of an event or check as it is.
 */
export async function attempt(
  route: Route | NoticeRoute,
  body: Buffer,
  abort: AbortController,
  options: AttemptOptions,
): Promise<Outcome> {
  const url = options.baseUrl + pathByRoute[route];
  const isNotice = route === 'events' || route === 'check-runs';
  const deadline = new Deadline(abort, options.totalMs, options.clock);
  let apiKey: string;
  try {
    apiKey = await deadline.within(options.apiKey.current());
  } catch (error) {
    deadline.end();
    return withoutKey(error, options.apiKey);
  }
  if (options.apiKey.isUnchanged(apiKey)) {
    deadline.end();
    options.apiKey.refuse(apiKey, false);
    return { action: 'hold', ambiguous: false };
  }

  let answer: ExchangeAnswer;
  try {
    const asked = options.exchange({
      url,
      headers: {
        'DD-API-KEY': apiKey,
        'Content-Type': 'application/json',
        ...(isNotice ? {} : { 'Content-Encoding': 'deflate' }),
        'User-Agent': options.userAgent,
      },
      body,
      signal: abort.signal,
    });
    // A fetch that was given to us may be deaf to the signal.
    answer = await deadline.within(asked);
  } catch (error) {
    deadline.end();
    const failure = deadline.passed ? { reason: totalTimeout } : failureOf(error);
    return {
      ...verdictOfFailure(failure),
      error: failureError(url, failure.reason),
      stale: looksStale(failure),
      garbage: isGarbage(failure),
    };
  }

  const verdict = verdictOfStatus(answer.status);
  const reading = readExcerpt(answer.body).finally(() => deadline.end());
  // Only an event has an answer that somebody wants.
  if (verdict.action === 'accept')
    return isNotice ? { ...verdict, answer: await reading } : verdict;
  const keyRefused = answer.status === 401 || answer.status === 403;
  const keyRenewed = keyRefused && options.apiKey.refuse(apiKey, options.mayRenewKey);
  const detail = printable(await reading, apiKey);
  const pauseMs =
    verdict.action === 'retry' || verdict.action === 'hold'
      ? askedPauseMs(answer.status, answer.header, options.clock.now())
      : undefined;
  return {
    ...verdict,
    error: statusError(url, answer.status, detail),
    keyRenewed,
    ...(pauseMs === undefined ? {} : { pauseMs }),
  };
}

function withoutKey(error: unknown, source: ApiKeySource): Outcome {
  // Else everybody would wait for the same promise, which may never settle.
  source.forget();
  if (!(error instanceof DogStatsError)) {
    const late = new DogStatsError('ERR_TIMEOUT', 'the function given as apiKey took too long');
    return { action: 'retry', ambiguous: false, error: late };
  }
  return { action: error.code === 'ERR_OPTIONS' ? 'hold' : 'retry', ambiguous: false, error };
}
