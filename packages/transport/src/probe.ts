import { request } from 'undici';
import { printable, readExcerpt } from './answer-body.js';
import { failureError } from './delivery-error.js';
import type { DeliveryOptions } from './delivery-options.js';
import { destroyDispatcher, ownDispatcher } from './own-dispatcher.js';
import { failureOf } from './verdict.js';

export { Management, type ManagementAnswer, type ManagementOptions } from './management.js';
export { type Proxy, proxyFor } from './proxy.js';

export interface ProbeOptions {
  /** Where the path is appended, without a slash at its end. */
  readonly baseUrl: string;
  /** Such as `/api/v1/validate`. */
  readonly path: string;
  readonly apiKey: string;
  readonly ca?: DeliveryOptions['ca'];
  /** Where proxy variables are looked up. */
  readonly env: NonNullable<DeliveryOptions['env']>;
  /** For all of it, in milliseconds. */
  readonly timeoutMs: number;
}

export interface ProbeAnswer {
  readonly status: number;
  /** The `Date` header; `undefined` without one. */
  readonly date: string | undefined;
  /** Beginning of the body, on one line, without the key. */
  readonly excerpt: string;
}

/**
 * One GET, over the connection that a delivery would use. Nothing is retried.
 *
 * @throws {NetworkError} when no answer came.
 */
export async function probe(options: ProbeOptions): Promise<ProbeAnswer> {
  const { baseUrl, path, apiKey, ca, env, timeoutMs } = options;
  const timeouts = { connectMs: timeoutMs, headersMs: timeoutMs, totalMs: timeoutMs };
  const dispatcher = ownDispatcher({ baseUrl, ca, env, timeouts, concurrency: 1 });
  try {
    const answer = await request(baseUrl + path, {
      dispatcher,
      headers: { 'DD-API-KEY': apiKey },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const { date } = answer.headers;
    return {
      status: answer.statusCode,
      date: Array.isArray(date) ? date[0] : date,
      excerpt: printable(await readExcerpt(answer.body), apiKey),
    };
  } catch (error) {
    throw failureError(baseUrl + path, failureOf(error).reason, 'GET');
  } finally {
    await destroyDispatcher(dispatcher);
  }
}
