import { DogStatsError, type Unit } from '@dogstats/core';
import type { Method } from './exchange.js';
import { answerTooLarge } from './read-whole.js';
import { isGarbage } from './verdict.js';

/** The intake answered, and did not accept. */
export class HttpStatusError extends DogStatsError {
  override readonly name: string = 'HttpStatusError';
  /** HTTP status, 300 to 599. */
  readonly status: number;

  constructor(status: number, message: string) {
    super('ERR_HTTP_STATUS', message);
    this.status = status;
  }
}

/** No answer came, or not in time (`ERR_TIMEOUT`). */
export class NetworkError extends DogStatsError {
  override readonly name = 'NetworkError';
  /** What failed, as Node.js names it: `ECONNREFUSED`, `UND_ERR_SOCKET`, … */
  readonly reason: string;

  constructor(reason: string, message: string) {
    super(timeouts.has(reason) ? 'ERR_TIMEOUT' : 'ERR_NETWORK', message);
    this.reason = reason;
  }
}

/** The total deadline of an attempt, among the reasons of a `NetworkError`. */
export const totalTimeout = 'TIMEOUT';

const timeouts = new Set([
  totalTimeout,
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

const adviceByStatus: { readonly [status: number]: string } = {
  401: 'check apiKey; nothing is lost, it is tried again every minute',
  403:
    'the key is not valid there: check apiKey (an application key will not do) and site (a key ' +
    'belongs to one site); nothing is lost, it is tried again every minute',
  404: 'check url or site; nothing is lost, it is tried again every minute',
  407: 'check the user and password of the proxy',
};

const adviceByReason: { readonly [reason: string]: string } = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host name is unknown: check site or url, and DNS',
  EAI_AGAIN: 'the host name could not be looked up: check DNS',
  ERR_ACCESS_DENIED: 'the permission model of Node.js forbids it: run with --allow-net',
  UND_ERR_CLOSED: 'the dispatcher given was closed',
  UND_ERR_DESTROYED: 'the dispatcher given was destroyed',
  UND_ERR_ABORTED: 'a proxy refused to connect: check the proxy variables',
  ERR_SSL_WRONG_VERSION_NUMBER: 'what listens there does not speak TLS: http instead of https?',
  ECONNRESET: 'the connection was reset',
  UND_ERR_SOCKET: 'the connection was closed before an answer came',
  [totalTimeout]: 'the whole attempt took too long',
  [answerTooLarge]: 'the answer is larger than what is read of one: ask for less at a time',
};

/** What to say when an answer was no acceptance. */
export function statusError(url: string, status: number, detail: string): HttpStatusError {
  const said = detail === '' ? '' : `: ${detail}`;
  let advice = adviceByStatus[status];
  if (status >= 300 && status < 400) advice = 'redirects are not followed: check url';
  const remedy = advice === undefined ? '' : ` (${advice})`;
  return new HttpStatusError(status, `POST ${url} answered ${status}${said}${remedy}`);
}

/** What to say when no answer came. Built from names alone: a message may quote a header. */
export function failureError(url: string, reason: string, method: Method = 'POST'): NetworkError {
  const advice = adviceByReason[reason] ?? adviceByPattern(reason);
  const remedy = advice === '' ? '' : ` (${advice})`;
  return new NetworkError(reason, `${method} ${url} failed: ${reason}${remedy}`);
}

function adviceByPattern(reason: string): string {
  if (isGarbage({ reason })) return 'what listens there does not speak HTTP';
  const certificate = /CERT|SSL|TLS|ISSUER|SIGNATURE/.test(reason);
  return certificate ? 'check the certificate: ca, NODE_EXTRA_CA_CERTS' : '';
}

/** Says what was dropped, and why. */
export function droppedError(units: Iterable<Unit>, cause: Error | undefined): DogStatsError {
  const metrics = [...new Set(Array.from(units, (unit) => unit.metric))];
  const others = metrics.length === 1 ? '' : ` and ${metrics.length - 1} others`;
  const why = cause?.message ?? 'a single series is over the limits of the intake';
  const what = metrics.length === 0 ? 'some metrics' : `metric '${metrics[0]}'${others}`;
  const message = `${what} dropped: ${why}`;
  if (cause instanceof HttpStatusError) return new HttpStatusError(cause.status, message);
  return new DogStatsError('ERR_SINK', message);
}
