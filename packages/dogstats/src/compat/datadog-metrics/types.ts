import type { MetricScope } from '../../metric-scope.js';
import type { MetricClass, Series } from './metrics.js';

/** Holds metrics between two flushes. */
export interface AggregatorType {
  addPoint(
    type: MetricClass,
    key: string,
    value: number,
    tags: string[] | undefined,
    host: string,
    timestampInMillis: number | undefined,
    options?: HistogramOptions,
  ): void;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the reporter takes.
  flush(): any[];
}

/** Sends series, and says by a promise, or by callbacks as it used to, what became of them. */
export interface ReporterType {
  report(
    series: Series[],
    onSuccess?: (value?: unknown) => void,
    onError?: (error: Error) => void,
    // biome-ignore lint/suspicious/noExplicitAny: a reporter's own answer.
  ): any;
}

export interface HistogramOptions {
  /** 'max', 'min', 'sum', 'avg', 'count', 'median'. */
  aggregates?: string[];
  /** Fractions from 0 to 1. */
  percentiles?: number[];
}

/** Where calls go instead of a reporter: a `DogStats`, or a part of one. */
export type RecordingTarget = Pick<
  MetricScope,
  'increment' | 'gauge' | 'histogram' | 'distribution'
> & { flush?(): Promise<{ readonly ok: boolean; readonly errors: readonly Error[] }> };

export interface DatadogReporterOptions {
  /** Datadog API key. @default DATADOG_API_KEY, or DD_API_KEY */
  apiKey?: string;
  /** Has no effect: an application key is of no use for metrics. */
  appKey?: string;
  /** Datadog's site, or the full address of something that speaks its API. @default DATADOG_SITE, DD_SITE or datadoghq.com */
  site?: string;
  /** Further attempts after a failed one. @default 2 */
  retries?: number;
  /** Seconds before the first of them; each later wait is twice as long. @default 1 */
  retryBackoff?: number;
}

export interface BufferedMetricsLoggerOptions extends DatadogReporterOptions {
  /** @default none */
  host?: string;
  /** Put before each name as it is. */
  prefix?: string;
  /** The old name of `site`. */
  apiHost?: string;
  /** Seconds between flushes; 0 for none by itself. @default 15 for `init()`, 0 for the class */
  flushIntervalSeconds?: number;
  defaultTags?: string[];
  histogram?: HistogramOptions;
  /** Told of errors of flushes. @default written to stderr */
  onError?: (error: unknown) => void;
  aggregator?: AggregatorType;
  reporter?: ReporterType;
  /**
   * Records into dogstats: the step after the changed import. Reporter, key and interval are then those
   * of that instance.
   */
  dogStats?: RecordingTarget;
}
