import { Aggregator, listOf } from './aggregator.js';
import { DatadogReporter } from './datadog-reporter.js';
import { FlushTimer } from './flush-timer.js';
import { logDeprecation, logError } from './log.js';
import {
  Counter,
  Distribution,
  Gauge,
  Histogram,
  type MetricClass,
  type Series,
} from './metrics.js';
import type {
  AggregatorType,
  BufferedMetricsLoggerOptions,
  HistogramOptions,
  RecordingTarget,
  ReporterType,
} from './types.js';

/** The client of datadog-metrics: holds metrics, and sends them now and then. */
export class BufferedMetricsLogger {
  aggregator: AggregatorType;
  reporter: ReporterType;
  readonly host: string;
  readonly prefix: string;
  readonly flushIntervalSeconds: number;
  readonly onError: ((error: unknown) => void) | undefined;
  readonly #histogram: HistogramOptions;
  readonly #dogStats: RecordingTarget | undefined;
  readonly #defaultTags: readonly string[];
  readonly #timer: FlushTimer;

  /** @throws {Error} without an API key, or when an option can't be used. */
  constructor(options: BufferedMetricsLoggerOptions = {}) {
    const { flushIntervalSeconds = 0, onError, dogStats, defaultTags } = options;
    if (onError !== undefined && typeof onError !== 'function')
      throw new TypeError('`onError` has to be a function');
    if (!(flushIntervalSeconds >= 0))
      throw new TypeError(`flushIntervalSeconds has to be 0 or more, not ${flushIntervalSeconds}`);
    this.aggregator = options.aggregator ?? new Aggregator(defaultTags);
    this.reporter = options.reporter ?? (dogStats ? nowhere : reporterOf(options));
    this.host = options.host ?? '';
    this.prefix = options.prefix ?? '';
    this.flushIntervalSeconds = flushIntervalSeconds;
    this.onError = onError;
    this.#histogram = options.histogram ?? {};
    this.#dogStats = dogStats;
    this.#defaultTags = listOf(defaultTags);
    this.#timer = new FlushTimer(this, flushIntervalSeconds);
    this.start();
  }

  /** How much there is now. The last value before a flush is sent. */
  gauge(key: string, value: number, tags?: string[], timestampInMillis?: number): void {
    if (this.#dogStats) this.#record('gauge', key, value, tags, timestampInMillis);
    else this.#addPoint(Gauge, key, value, tags, timestampInMillis);
  }

  /** Adds to a count. */
  increment(key: string, value?: number | null, tags?: string[], timestampInMillis?: number): void {
    const step = value ?? 1;
    if (this.#dogStats) this.#record('increment', key, step, tags, timestampInMillis);
    else this.#addPoint(Counter, key, step, tags, timestampInMillis);
  }

  /** One of many values, of which aggregates and percentiles are sent. */
  histogram(
    key: string,
    value: number,
    tags?: string[],
    timestampInMillis?: number,
    options: HistogramOptions = {},
  ): void {
    if (this.#dogStats) {
      if (options.aggregates ?? options.percentiles)
        logDeprecation('with `dogStats`, what a histogram sends is an option of its start().');
      this.#record('histogram', key, value, tags, timestampInMillis);
      return;
    }
    const choice = { ...this.#histogram, ...options };
    this.#addPoint(Histogram, key, value, tags, timestampInMillis, choice);
  }

  /** One of many values, all of which are sent. */
  distribution(key: string, value: number, tags?: string[], timestampInMillis?: number): void {
    if (this.#dogStats) this.#record('distribution', key, value, tags, timestampInMillis);
    else this.#addPoint(Distribution, key, value, tags, timestampInMillis);
  }

  /**
   * Sends what is held. Rejects when that failed, which `onError` is told, too: who doesn't wait for it
   * need not catch it.
   */
  // biome-ignore lint/suspicious/noExplicitAny: a reporter's own answer.
  flush(onSuccess?: (() => void) | null, onError?: ((error: Error) => void) | null): Promise<any> {
    if (onSuccess || onError)
      logDeprecation('callbacks of flush() are deprecated: use the promise that it returns.');
    const flushing = this.#flush();
    flushing
      .then(
        () => onSuccess?.(),
        (error) => {
          onError?.(error);
          if (this.onError !== undefined) this.onError(error);
          else logError(`failed to send metrics (err=${describe(error)})`);
        },
      )
      .catch((error) => logError(`a callback of flush() failed (err=${describe(error)})`));
    return flushing;
  }

  /** Begins to flush by itself, every `flushIntervalSeconds`. */
  start(): void {
    this.#timer.start();
  }

  /** Stops that, and flushes unless told not to. */
  // biome-ignore lint/suspicious/noExplicitAny: a reporter's own answer.
  stop(options?: { flush?: boolean }): Promise<any> {
    this.#timer.stop();
    return options?.flush === false ? Promise.resolve() : this.flush();
  }

  async #flush(): Promise<unknown> {
    if (this.#dogStats) {
      const report = await this.#dogStats.flush?.();
      if (report?.ok === false) throw report.errors[0] ?? new Error('not everything was accepted');
      return undefined;
    }
    const series = this.aggregator.flush();
    if (series.length === 0) return undefined;
    return report(this.reporter, series);
  }

  #addPoint(
    type: MetricClass,
    key: string,
    value: number,
    tags: string[] | undefined,
    timestampInMillis: number | undefined,
    options?: HistogramOptions,
  ): void {
    const { prefix, host } = this;
    this.aggregator.addPoint(type, prefix + key, value, tags, host, timestampInMillis, options);
  }

  #record(
    method: 'gauge' | 'increment' | 'histogram' | 'distribution',
    key: string,
    value: number,
    tags: unknown,
    timestampInMillis: number | undefined,
  ): void {
    const timestamp = timestampInMillis ? timestampInMillis / 1000 : undefined;
    const options = { timestamp, ...(this.host !== '' && { host: this.host }) };
    const all = [...this.#defaultTags, ...listOf(tags)];
    this.#dogStats?.[method](this.prefix + key, value, all, options);
  }
}

const nowhere: ReporterType = { report: async () => undefined };

function reporterOf(options: BufferedMetricsLoggerOptions): DatadogReporter {
  if (options.apiHost) logDeprecation('`apiHost` is called `site` now.');
  const site = options.site ?? options.apiHost;
  return new DatadogReporter({ ...options, ...(site !== undefined && { site }) });
}

/** Those of before 0.12 are told by callbacks what became of it. */
function report(reporter: ReporterType, series: Series[]): Promise<unknown> {
  if (reporter.report.length < 2) return reporter.report(series);
  logDeprecation('callbacks of a reporter are deprecated: let report() return a promise.');
  return new Promise((resolve, reject) => {
    reporter.report(series, resolve, reject);
  });
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? String(error)) : String(error);
}
