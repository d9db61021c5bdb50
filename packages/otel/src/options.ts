import { type Clock, DogStatsError, type Sink, type Tags } from '@dogstats/core';

export interface DogStatsExporterOptions {
  /** Where metrics go: `HttpSink` of `@dogstats/transport`, or any other. `shutdown()` closes it. */
  readonly sink: Sink;
  /**
   * Histograms as `.avg`, `.count`, `.95percentile` and so on, worked out here, or as distributions,
   * whose percentiles Datadog works out over all processes, and which take one number per measurement.
   * @default 'aggregates'
   */
  readonly histograms?: 'aggregates' | 'distribution' | undefined;
  /** Put before every metric name, joined by a dot. */
  readonly prefix?: string | undefined;
  /** Tags of every metric. An attribute of the same key wins, and one of the resource. */
  readonly tags?: Tags | undefined;
  /**
   * Host that metrics belong to; `''` for none.
   * @default `host.name` of the resource, or the name of this machine
   */
  readonly host?: string | undefined;
  /** Attributes of the resource that become tags, besides service, version and environment. */
  readonly resourceAttributes?: readonly string[] | undefined;
  /**
   * Whether the instrumentation scope is two tags.
   * @default true
   */
  readonly scopeTags?: boolean | undefined;
  /**
   * Width of a bucket: 1 to 600 whole seconds. As long as the interval at which the reader exports.
   * @default 60
   */
  readonly rollUpIntervalSeconds?: number | undefined;
  /**
   * How long an export waits for its outcome, in milliseconds; less than the reader does. Delivery goes
   * on afterwards.
   * @default 25000
   */
  readonly timeoutMs?: number | undefined;
  /** The time, for tests. */
  readonly clock?: Clock | undefined;
}

/** @throws {DogStatsError} `ERR_OPTIONS` with everything that is wrong. */
export function checkOptions(options: DogStatsExporterOptions): void {
  const problems: string[] = [];
  const { sink, histograms, rollUpIntervalSeconds: width = 60, timeoutMs = 25_000 } = options ?? {};
  if (typeof sink?.write !== 'function' || !['replace', 'add'].includes(sink.mode)) {
    problems.push('sink has to be a sink, such as new HttpSink({ apiKey }) of @dogstats/transport');
  }
  if (![undefined, 'aggregates', 'distribution'].includes(histograms)) {
    problems.push("histograms has to be 'aggregates' or 'distribution'");
  }
  if (!Number.isInteger(width) || width < 1 || width > 600) {
    problems.push('rollUpIntervalSeconds has to be a whole number from 1 to 600');
  }
  if (!(timeoutMs > 0)) problems.push('timeoutMs has to be a number of milliseconds above 0');
  if (problems.length === 0) return;
  const list = problems.map((problem) => `\n  - ${problem}`).join('');
  throw new DogStatsError('ERR_OPTIONS', `DogStatsExporter can't use its options:${list}`);
}
