import {
  Aggregator,
  DogStatsError,
  DropCounter,
  type DropCounts,
  type DropReason,
  defaultEncoding,
  histogramSuffixes,
  mergeTags,
  readTags,
  type SinkFigures,
  systemClock,
} from '@dogstats/core';
import {
  type AggregationOption,
  AggregationTemporality,
  AggregationType,
  InstrumentType,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { checkOptions, type DogStatsExporterOptions } from './options.js';
import { Outgoing } from './outgoing.js';
import { pointsOf } from './points-of.js';

type ResultCallback = Parameters<PushMetricExporter['export']>[1];

/** `ExportResultCode` of `@opentelemetry/core`, which need not be installed for two numbers. */
const success = 0;
const failed = 1;

/** Of an exponential histogram: where values span a thousandfold, percentiles are within 1.1 %. */
const mostBuckets = 320;

/**
 * Figures since the exporter was made: recorded = accepted + retained + dropped, always. A data point
 * of a sum or gauge counts as one, that of a histogram as its measurements.
 */
export interface ExporterStats extends SinkFigures {
  readonly recorded: number;
}

/**
 * Sends the metrics of OpenTelemetry to Datadog, or wherever a sink leads:
 *
 * ```ts
 * const exporter = new DogStatsExporter({ sink: new HttpSink({ apiKey }) });
 * new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });
 * ```
 *
 * It asks for deltas, and of histograms for exponential buckets. What comes goes into buckets of its
 * own, so that exporting more often, or twice in a second, loses and doubles nothing.
 */
export class DogStatsExporter implements PushMetricExporter {
  readonly #options: DogStatsExporterOptions;
  readonly #timeoutMs: number;
  readonly #aggregator: Aggregator;
  readonly #outgoing: Outgoing;
  /** Data points that have no form here. */
  readonly #refused = new DropCounter();
  #ending: Promise<void> | undefined;

  /** @throws {DogStatsError} `ERR_OPTIONS` with everything that is wrong with them. */
  constructor(options: DogStatsExporterOptions) {
    checkOptions(options);
    const { sink, clock = systemClock, rollUpIntervalSeconds = 60, timeoutMs = 25_000 } = options;
    this.#options = options;
    this.#timeoutMs = timeoutMs;
    this.#outgoing = new Outgoing(sink, clock);
    this.#aggregator = new Aggregator({
      mode: sink.mode,
      clock,
      random: Math.random,
      rollUpIntervalSeconds,
      lateSeconds: rollUpIntervalSeconds,
      birthSeconds: clock.now() / 1000,
      maxContexts: 50_000,
      prefix: options.prefix ?? '',
      host: options.host ?? '',
      tags: mergeTags(readTags(options.tags), []),
      histogramSuffixes: histogramSuffixes(defaultEncoding.histogram),
    });
  }

  /** Deltas; of what goes up and down its total. */
  selectAggregationTemporality(instrumentType: InstrumentType): AggregationTemporality {
    const isLevel =
      instrumentType === InstrumentType.UP_DOWN_COUNTER ||
      instrumentType === InstrumentType.OBSERVABLE_UP_DOWN_COUNTER;
    return isLevel ? AggregationTemporality.CUMULATIVE : AggregationTemporality.DELTA;
  }

  /** Exponential buckets, whose percentiles are right without bounds that somebody has to choose. */
  selectAggregation(instrumentType: InstrumentType): AggregationOption {
    return instrumentType === InstrumentType.HISTOGRAM
      ? { type: AggregationType.EXPONENTIAL_HISTOGRAM, options: { maxSize: mostBuckets } }
      : { type: AggregationType.DEFAULT };
  }

  /** The callback hears of an error unless all of it was accepted in time. Never throws. */
  export(metrics: ResourceMetrics, resultCallback: ResultCallback): void {
    void this.#export(metrics)
      .catch((error: Error) => error)
      .then((error) => resultCallback(error ? { code: failed, error } : { code: success }));
  }

  /** Resolves when all that was exported is settled, or after `timeoutMs`. */
  async forceFlush(): Promise<void> {
    await this.#outgoing.flush(this.#timeoutMs);
  }

  /** Waits as `forceFlush()` does, then gives up the rest and closes the sink. Idempotent. */
  async shutdown(): Promise<void> {
    this.#ending ??= this.forceFlush().then(() => this.#outgoing.close());
    await this.#ending;
  }

  stats(): ExporterStats {
    const { recorded, dropped: notTaken } = this.#aggregator.stats();
    const { accepted, retained, dropped: given } = this.#outgoing.figures;
    const dropped = new DropCounter();
    for (const counts of [this.#refused.counts(), notTaken, given]) dropped.addAll(counts);
    const all = recorded + this.#refused.total;
    return { recorded: all, accepted, retained, dropped: dropped.counts() };
  }

  async #export(metrics: ResourceMetrics): Promise<Error | undefined> {
    if (this.#ending !== undefined)
      throw new DogStatsError('ERR_SINK', 'the exporter is shut down');
    const refusal = this.#take(metrics);
    const points = [...this.#aggregator.cutAll().points];
    if (points.length === 0) return refusal;
    const report = await this.#outgoing.write(points, this.#timeoutMs);
    if (report === undefined) {
      const problem = `not accepted within ${this.#timeoutMs} ms; delivery goes on`;
      return new DogStatsError('ERR_TIMEOUT', problem, { cause: this.#outgoing.error });
    }
    return lossOf(report.dropped, 'dropped in delivery', report.errors[0]) ?? refusal;
  }

  /** Adds an export to the buckets of its time. @returns what is wrong with a part of it. */
  #take(metrics: ResourceMetrics): Error | undefined {
    this.#aggregator.tick();
    const before = this.#refusals();
    const names = new Set<string>();
    for (const point of pointsOf(metrics, this.#options)) {
      if ('reason' in point) {
        this.#refused.add(point.reason, 1);
        names.add(point.metric);
      } else {
        const as = { keepsName: false, keepsHost: true, countsRefusal: true };
        if (this.#aggregator.take(point, as) !== undefined) names.add(point.context.name);
      }
    }
    const some = [...names].slice(0, 3).join(', ');
    return lossOf(since(before, this.#refusals()), `refused (${some})`);
  }

  #refusals(): DropCounts {
    const all = new DropCounter();
    all.addAll(this.#refused.counts());
    all.addAll(this.#aggregator.stats().dropped);
    return all.counts();
  }
}

function since(before: DropCounts, after: DropCounts): DropCounts {
  const more = new DropCounter();
  for (const [reason, calls] of Object.entries(after) as [DropReason, number][]) {
    more.add(reason, calls - (before[reason] ?? 0));
  }
  return more.counts();
}

function lossOf(dropped: DropCounts, what: string, cause?: Error): Error | undefined {
  const reasons = Object.entries(dropped).map(([reason, calls]) => `${calls} ${reason}`);
  if (reasons.length === 0) return undefined;
  return new DogStatsError('ERR_SINK', `${what}: ${reasons.join(', ')}`, { cause });
}
