import type { Clock, HttpClientOptions } from '@dogstats/transport/http-client';
import type { ScalarAggregator } from '../adapters/v2-request.js';
import type { BatchStats, Cursor } from '../engine/batch.js';
import type { Transport } from '../engine/transport.js';
import type { RetryNotice } from '../engine/window-fetcher.js';
import type { ExecutionPolicy } from '../policy/execution-policy.js';

/** Which of Datadog's query endpoints is asked. */
export type QueryApi = 'timeseries' | 'scalar' | 'v1';

export interface QueryText {
  /** Such as `avg:http.requests{env:prod} by {route}`. */
  readonly query: string;
  /** By what formulas call it. @default 'q0', 'q1', … */
  readonly name?: string | undefined;
  /** @default 'metrics' */
  readonly dataSource?: string | undefined;
  /** What makes one number of a line, for scalars. @default that of the first formula with it, or 'avg' */
  readonly aggregator?: ScalarAggregator | undefined;
}

export interface FormulaText {
  /** Such as `q0 / q1`. */
  readonly formula: string;
  readonly aggregator?: ScalarAggregator | undefined;
}

/** Where Datadog is, and who asks. */
export interface ConnectionOptions {
  /** @default DD_API_KEY, DATADOG_API_KEY */
  readonly apiKey?: string | undefined;
  /** Application key, with the scope `timeseries_query`. @default DD_APP_KEY, DATADOG_APP_KEY, DD_APPLICATION_KEY */
  readonly appKey?: string | undefined;
  /** @default DD_SITE, DATADOG_SITE, or datadoghq.com */
  readonly site?: string | undefined;
  /** Where to ask instead of a site, such as a local intake; needs no keys. @default DD_DD_URL, DD_URL */
  readonly url?: string | undefined;
  /** Whether `url` may be plain `http:` to other machines. @default DOGSTATS_ALLOW_HTTP=1 */
  readonly allowInsecureHttp?: boolean | undefined;
  /** For a connection, and for all of a request and its answer. @default { connectMs: 5_000, totalMs: 60_000 } */
  readonly timeouts?:
    | { readonly connectMs?: number | undefined; readonly totalMs?: number | undefined }
    | undefined;
  /**
   * What an answer may have in bytes, inflated; one past it is asked for again in a shorter window.
   * @default 67_108_864
   */
  readonly maxAnswerBytes?: number | undefined;
  readonly ca?: HttpClientOptions['ca'];
  /** Sends with this instead of an own agent. It is never closed here. */
  readonly dispatcher?: HttpClientOptions['dispatcher'];
  /** Sends with this instead of undici. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Sends with this instead of HTTP; keys and address are then its own affair. */
  readonly transport?: Transport | undefined;
  /** Where keys, addresses and proxies are looked up. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** How a range is walked through. */
export interface WalkOptions {
  /** Start of the range, unix seconds. Belongs to it. */
  readonly from: number | Date;
  /** End of the range, unix seconds. Does not belong to it. */
  readonly to: number | Date;
  /** Length of the first window. @default 14_400 */
  readonly chunkSeconds?: number | undefined;
  /** Points that Datadog gives of one line and window at most; more, and they would be coarser. @default 1_500 */
  readonly maxPointsPerWindow?: number | undefined;
  /** @default new AdaptivePolicy() */
  readonly policy?: ExecutionPolicy | undefined;
  /** Attempts for each window after the first, whatever failed. @default 5 */
  readonly maxRetries?: number | undefined;
  /** Whether the next window is fetched while one is looked at. @default true */
  readonly prefetch?: boolean | undefined;
  /** Whether the first window is fetched before it is asked for. @default false */
  readonly eager?: boolean | undefined;
  /** Where to go on: that of an earlier batch of the same query. */
  readonly cursor?: Cursor | undefined;
  /** Cancels. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each batch, with how much of the range is done, from 0 to 1. */
  readonly onProgress?: ((progress: number, stats: BatchStats) => void) | undefined;
  /** Called before each wait. */
  readonly onRetry?: ((notice: RetryNotice) => void) | undefined;
  readonly clock?: Clock | undefined;
  /** From 0 inclusive to 1 exclusive; spreads retries. */
  readonly random?: (() => number) | undefined;
}

/** What `query()` takes. */
export interface QueryOptions extends ConnectionOptions, WalkOptions {
  /** @default 'timeseries' */
  readonly api?: QueryApi | undefined;
  /** The query, or several; formulas are over `queries`. */
  readonly query?: string | undefined;
  readonly queries?: readonly QueryText[] | undefined;
  /** Without any, each query is one. Not of v1. */
  readonly formulas?: readonly FormulaText[] | undefined;
  /**
   * Interval of the points. Windows are multiples of it.
   * @default 60
   */
  readonly intervalSeconds?: number | undefined;
}
