import type { AggregatedCall, RecordingClient } from './aggregator.js';
import { metricLine, originFields, unixSeconds, withTags } from './lines.js';
import { sayError } from './say-error.js';
import { Sender } from './sender.js';
import { validCardinality } from './settings.js';
import { overrideTags } from './tags.js';
import type { LineType } from './telemetry.js';
import type { Cardinality, StatsCb } from './types.js';

/** Makes lines of calls: names, sampling, aggregation, tags. */
export class Client extends Sender implements RecordingClient {
  /** Sends one value under several names; the callback is called once, after the last. */
  sendAll(
    stats: readonly string[],
    value: unknown,
    type: LineType,
    sampleRate?: number,
    tags?: unknown,
    callback?: StatsCb,
    timestamp?: unknown,
    cardinality?: string,
  ): void {
    let left = stats.length;
    let bytes = 0;
    let isTold = false;
    const told = (error?: Error | null, sent?: number): void => {
      left--;
      bytes += sent ?? 0;
      if (isTold || (!error && left > 0)) return;
      isTold = true;
      if (callback) callback(error ?? (null as never), error ? undefined : bytes);
      else if (error) sayError(error, 'sending', this.errorHandler);
    };
    // Theirs never calls back for an empty list.
    if (stats.length === 0) told();
    for (const stat of stats)
      this.sendStat(stat, value, type, sampleRate, tags, timestamp, cardinality, told);
  }

  /** Sends one value, unless sampling or aggregation takes it. */
  sendStat(
    stat: string,
    value: unknown,
    type: LineType,
    sampleRate?: number,
    tags?: unknown,
    timestamp?: unknown,
    cardinality?: string,
    callback?: StatsCb,
  ): void {
    const name = `${this.prefix}${stat}${this.suffix}`;
    this.telemetry?.recordMetric(type);
    const own = this.datadog ? validCardinality(cardinality) : undefined;
    if (this.aggregator !== null && (type === 'c' || type === 'g' || type === 's')) {
      const call: AggregatedCall = { name, type, value, sampleRate, tags, cardinality: own };
      const mayAdd = timestamp === undefined && (sampleRate === undefined || sampleRate >= 1);
      if (mayAdd && this.aggregator.record(this, call)) {
        callback?.();
        return;
      }
      if (type === 'g') this.aggregator.flushContext(this, call);
    }
    const rate = sampleRate ?? this.sampleRate;
    if (rate < 1 && Math.random() >= rate) {
      callback?.();
      return;
    }
    const seconds = this.telegraf ? undefined : unixSeconds(timestamp);
    this.send(metricLine(name, value, type, rate, seconds), tags, own, callback);
  }

  /** Sends what the aggregator added up. */
  sendAggregated({ name, value, type, tags, cardinality }: AggregatedCall): void {
    this.send(metricLine(name, value, type, undefined, undefined), tags, cardinality);
  }

  /** Puts tags, and what Datadog wants to know of the sender, to a line and sends it. */
  send(
    message: string,
    tags?: unknown,
    cardinality?: Cardinality | StatsCb,
    callback?: StatsCb,
  ): void {
    const isCallback = typeof cardinality === 'function';
    const all = overrideTags(this.globalTags, tags, this.telegraf);
    const line = withTags(message, all, this) + this.origin(isCallback ? undefined : cardinality);
    this._send(line, isCallback ? cardinality : callback);
  }

  /** The client's tags with those of a call. */
  protected tagsOf(tags: unknown): string[] {
    return [...overrideTags(this.globalTags, tags, this.telegraf)];
  }

  /** What an Agent is told of the sender, `''` where there is none. */
  protected origin(cardinality: Cardinality | undefined): string {
    if (!this.datadog) return '';
    const { containerID, externalData } = this;
    return originFields({
      containerID,
      externalData,
      cardinality: cardinality ?? this.cardinality,
    });
  }
}
