import type { Clock, HistogramOptions, Sink, Tags } from '@dogstats/core';
import type { DeliveryOptions } from '@dogstats/transport/delivery';
import type { Logger } from './logger.js';
import type { ServerlessMode } from './serverless/serverless-mode.js';

/** Sinks that come with this package. */
export type NamedSink = 'http' | 'dogstatsd' | 'primary';

/** What `start()` takes. All of it is optional: an API key in `DD_API_KEY` will do. */
export interface DogStatsOptions {
  /**
   * API key, or a function that gives it, which is asked again when the key is refused.
   * @default DD_API_KEY, DATADOG_API_KEY
   */
  readonly apiKey?: string | (() => string | Promise<string>) | undefined;
  /**
   * Datadog site, such as `datadoghq.eu`.
   * @default DD_SITE, or datadoghq.com
   */
  readonly site?: string | undefined;
  /**
   * Where to send instead of a site: a local intake or a proxy. A path prefix is kept. `http:` only
   * to this machine, unless `allowInsecureHttp`. Wins over any site.
   * @default DD_DD_URL, DD_URL
   */
  readonly url?: string | undefined;
  /**
   * Host that metrics belong to; `''` for none.
   * @default DD_HOSTNAME, or the name of this machine; on serverless platforms none
   */
  readonly host?: string | undefined;
  /** Becomes a `device:` tag. */
  readonly device?: string | undefined;
  /**
   * Tags of every metric, besides those of DD_TAGS and `env:`, `service:`, `version:` of DD_ENV,
   * DD_SERVICE, DD_VERSION. A call's tag of the same key wins.
   */
  readonly tags?: Tags | undefined;
  /** Put before every metric name, joined by a dot. */
  readonly prefix?: string | undefined;
  /**
   * Seconds between two flushes: 1 to 3600.
   * @default 10
   */
  readonly flushIntervalSeconds?: number | undefined;
  /**
   * Width of a bucket, over which samples are summed up: 1 to 600 whole seconds.
   * @default 10
   */
  readonly rollUpIntervalSeconds?: number | undefined;
  /**
   * Seconds after its end for which a bucket still takes samples with its timestamp: 0 to 3000.
   * @default one bucket; three with workers that hand over
   */
  readonly lateSeconds?: number | undefined;
  /**
   * Whether to flush by a timer. Without it only `flush()`, `close()` and the end of the program do.
   * @default true, in AWS Lambda false
   */
  readonly autoFlush?: boolean | undefined;
  /**
   * Whether every call does nothing.
   * @default false
   */
  readonly disabled?: boolean | undefined;
  /**
   * Send counts as a count per bucket, or as a rate per second.
   * @default 'count'
   */
  readonly countAs?: 'count' | 'rate' | undefined;
  /**
   * Version of the series API; `v1` is for older servers.
   * @default 'v2'
   */
  readonly seriesApi?: 'v1' | 'v2' | undefined;
  /**
   * What to do about processes that share host and tags, and so overwrite each other's series.
   * @default 'distribution' in AWS Lambda, otherwise 'as-is'
   */
  readonly serverless?: ServerlessMode | undefined;
  /** Which series a histogram becomes, for all metrics or by name. */
  readonly histogram?: HistogramSettings | undefined;
  /**
   * Series that may be live at the same time: 1 to 1,000,000. Further ones fold into one per metric.
   * @default 50000
   */
  readonly maxContexts?: number | undefined;
  /**
   * Where metrics go: Datadog over HTTP, an Agent over DogStatsD, from a worker of `node:cluster` or a
   * worker thread its primary, an object of yours, or several of them.
   * @default 'http'; 'dogstatsd' with DD_DOGSTATSD_URL or DD_AGENT_HOST and without an API key
   */
  readonly sink?: NamedSink | Sink | readonly (NamedSink | Sink)[] | undefined;
  /**
   * Where messages go.
   * @default pino on stderr, from level DOGSTATS_LOG_LEVEL on
   */
  readonly logger?: Logger | undefined;
  /** Told what fails in delivery, with a `code`; the same message once a minute at the most. */
  readonly onError?: ((error: Error) => void) | undefined;
  /** Retries of one round: `attempts` after the first, delays in milliseconds. */
  readonly retry?: Partial<DeliveryOptions['retry']> | undefined;
  /** Bound of what waits for delivery, in compressed bytes. */
  readonly queue?: Partial<DeliveryOptions['queue']> | undefined;
  /**
   * Where undelivered payloads survive the process: `dir` is a folder on a local disk, `maxBytes` its
   * bound. Processes that share a folder deliver what others of them left behind.
   * @default no spool; 64 MiB
   */
  readonly spool?: { readonly dir: string; readonly maxBytes?: number | undefined } | undefined;
  /** Whether distributions may be counted twice, or rather get lost, when an outcome is unknown. */
  readonly distributions?: Partial<DeliveryOptions['distributions']> | undefined;
  /**
   * Whether SIGTERM, SIGINT and SIGHUP are held up, for 5 s at the most, until everything is sent;
   * then they end the process as they would have. A second one ends it at once. Where the program
   * listens for a signal itself, what is there is flushed and the rest is left to the program.
   * @default false
   */
  readonly handleSignals?: boolean | undefined;
  /**
   * Whether to send what this client does, too: `dogstats.client.recorded`, `.accepted`, `.dropped`
   * by `reason`, `.possibly_duplicated`, `.retained` and `.contexts`. No report counts them.
   * @default false
   */
  readonly telemetry?: boolean | undefined;
  /** Certificates to trust, in PEM. */
  readonly ca?: DeliveryOptions['ca'];
  /**
   * Whether `url` may be plain http to another machine.
   * @default DOGSTATS_ALLOW_HTTP=1
   */
  readonly allowInsecureHttp?: boolean | undefined;
  /** An undici dispatcher to send with. */
  readonly dispatcher?: DeliveryOptions['dispatcher'];
  /** A `fetch` to send with. */
  readonly fetch?: DeliveryOptions['fetch'];
  /** The time, for tests. */
  readonly clock?: Clock | undefined;
  /** Chance, from 0 to 1, for tests. */
  readonly random?: (() => number) | undefined;
  /**
   * Where variables are looked up.
   * @default process.env
   */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** Aggregates and percentiles of histograms. */
export interface HistogramSettings extends Partial<HistogramOptions> {
  /** Other choices for single metrics, by their name with prefix. */
  readonly metrics?: { readonly [metric: string]: Partial<HistogramOptions> } | undefined;
}
