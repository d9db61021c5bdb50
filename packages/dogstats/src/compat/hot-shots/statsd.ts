import { type Call, readCall, readCount, readNotice } from './call.js';
import { Client } from './client.js';
import { recordCall, recordCheck, recordEvent } from './into-dogstats.js';
import { checkLine, checkMessage, eventLine, withTags } from './lines.js';
import { optionsFromArguments } from './positional-options.js';
import { sayError } from './say-error.js';
import { validCardinality, withPeriod } from './settings.js';
import { joinTags, overrideTags } from './tags.js';
import type { LineType } from './telemetry.js';
import { timedFunction } from './timed-function.js';
import type {
  CallRest,
  CheckOptions,
  ChildClientOptions,
  ClientOptions,
  CountRest,
  DatadogChecks,
  DatadogChecksValues,
  EventOptions,
  NoticeRest,
  Stat,
  StatsCb,
  TimerContext,
} from './types.js';

const agentStyle = { telegraf: false, tagPrefix: '#', tagSeparator: ',' };

// biome-ignore lint/suspicious/noExplicitAny: of a function of any kind.
type Arguments = any[];

/** The client of hot-shots 17, method by method, without an Agent where `dogStats` is given. */
export class StatsD extends Client {
  readonly CHECKS: DatadogChecks = { OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: 3 };

  constructor(...given: [options?: ClientOptions]) {
    const options = optionsFromArguments(given);
    super(options);
    if (options.globalize) (globalThis as { statsd?: StatsD }).statsd = this;
  }

  /** A client with more tags, prefix and suffix, over the same socket. */
  childClient(options: ChildClientOptions = {}): StatsD {
    const { globalTags, prefix, suffix, errorHandler, cardinality } = options;
    return new StatsD({
      ...this.forChild(),
      globalTags: [...overrideTags(this.globalTags, globalTags, this.telegraf)],
      prefix: withPeriod(prefix, 'end') + this.prefix,
      suffix: this.suffix + withPeriod(suffix, 'start'),
      errorHandler: errorHandler ?? this.errorHandler,
      cardinality: cardinality ?? this.cardinality,
    } as ClientOptions);
  }

  /** Adds to a count, 1 where no value is given. */
  increment(stat: Stat, ...rest: CountRest): void {
    const { step, call } = readCount(...rest);
    this.#record(stat, step, 'c', call);
  }

  /** Takes off a count. */
  decrement(stat: Stat, ...rest: CountRest): void {
    const { step, call } = readCount(...rest);
    this.#record(stat, -(step as number), 'c', call);
  }

  /** A duration in milliseconds, or the time since a `Date`. */
  timing(stat: Stat, value: number | Date, ...rest: CallRest): void {
    const duration = value instanceof Date ? Date.now() - value.getTime() : value;
    this.#record(stat, duration, 'ms', readCall(...rest));
  }

  histogram(stat: Stat, value: number, ...rest: CallRest): void {
    this.#record(stat, value, 'h', readCall(...rest));
  }

  distribution(stat: Stat, value: number, ...rest: CallRest): void {
    this.#record(stat, value, 'd', readCall(...rest));
  }

  gauge(stat: Stat, value: number, ...rest: CallRest): void {
    this.#record(stat, value, 'g', readCall(...rest));
  }

  /** Changes a gauge by a difference. */
  gaugeDelta(stat: Stat, value: number, ...rest: CallRest): void {
    const sign = value >= 0 ? '+' : '-';
    const difference = `${sign}${Math.abs(value)}`;
    this.#record(stat, difference, 'g', readCall(...rest));
  }

  /** Counts how many different values there are. */
  set(stat: Stat, value: number | string, ...rest: CallRest): void {
    this.#record(stat, value, 's', readCall(...rest));
  }

  /** The same as `set`. */
  unique(stat: Stat, value: number | string, ...rest: CallRest): void {
    this.set(stat, value, ...rest);
  }

  /** Wraps a function: each call is timed, in milliseconds, those that throw included. */
  timer<R>(func: (context: TimerContext) => R, stat: Stat, ...rest: CallRest): () => R;
  timer<P extends Arguments, R>(
    func: (...args: [...P, TimerContext]) => R,
    stat: Stat,
    ...rest: CallRest
  ): (...args: P) => R;
  timer<P extends Arguments, R>(
    func: (...args: P) => R,
    stat: Stat,
    ...rest: CallRest
  ): (...args: P) => R;
  timer(func: (...args: Arguments) => unknown, stat: Stat, ...rest: CallRest): unknown {
    return this.#timed('sync', 'ms', func, stat, rest);
  }
  /** The same for a function that returns a promise, until that is settled. */
  asyncTimer<R>(
    func: (context: TimerContext) => Promise<R>,
    stat: Stat,
    ...rest: CallRest
  ): () => Promise<R>;
  asyncTimer<P extends Arguments, R>(
    func: (...args: [...P, TimerContext]) => Promise<R>,
    stat: Stat,
    ...rest: CallRest
  ): (...args: P) => Promise<R>;
  asyncTimer<P extends Arguments, R>(
    func: (...args: P) => Promise<R>,
    stat: Stat,
    ...rest: CallRest
  ): (...args: P) => Promise<R>;
  asyncTimer(func: (...args: Arguments) => unknown, stat: Stat, ...rest: CallRest): unknown {
    return this.#timed('async', 'ms', func, stat, rest);
  }
  /** The same, as a distribution. */
  asyncDistTimer<R>(
    func: (context: TimerContext) => Promise<R>,
    stat: Stat,
    ...rest: CallRest
  ): () => Promise<R>;
  asyncDistTimer<P extends Arguments, R>(
    func: (...args: [...P, TimerContext]) => Promise<R>,
    stat: Stat,
    ...rest: CallRest
  ): (...args: P) => Promise<R>;
  asyncDistTimer<P extends Arguments, R>(
    func: (...args: P) => Promise<R>,
    stat: Stat,
    ...rest: CallRest
  ): (...args: P) => Promise<R>;
  asyncDistTimer(func: (...args: Arguments) => unknown, stat: Stat, ...rest: CallRest): unknown {
    return this.#timed('async', 'd', func, stat, rest);
  }
  /** An event for Datadog's stream; its text is the title where none is given. */
  event(title: string, text?: string, ...rest: NoticeRest<EventOptions>): void {
    const notice = readNotice<EventOptions>(...rest);
    if (this.#refuses(notice.callback)) return;
    if (this.telemetry !== null) this.telemetry.events++;
    const name = String(title ?? '');
    const fullTitle = `${this.prefix}${name}${this.suffix}`;
    if (this.dogStats !== undefined) {
      recordEvent(this.dogStats, fullTitle, text || name, notice.options, this.tagsOf(notice.tags));
      notice.callback?.(null as never, 0);
      return;
    }
    const line = eventLine(fullTitle, text || name, notice.options);
    const cardinality = validCardinality(notice.options.cardinality);
    this.send(line, notice.tags, cardinality, notice.callback);
  }

  /** A service check. */
  check(name: string, status: DatadogChecksValues, ...rest: NoticeRest<CheckOptions>): void {
    const notice = readNotice<CheckOptions>(...rest);
    if (this.#refuses(notice.callback)) return;
    if (this.telemetry !== null) this.telemetry.serviceChecks++;
    const fullName = `${this.prefix}${name}${this.suffix}`;
    const all = this.tagsOf(notice.tags);
    if (this.dogStats !== undefined) {
      recordCheck(this.dogStats, fullName, status, notice.options, all);
      notice.callback?.(null as never, 0);
      return;
    }
    // An Agent alone knows checks, and it knows no other separators.
    const line = withTags(checkLine(fullName, status, notice.options), all, agentStyle);
    const origin = this.origin(validCardinality(notice.options.cardinality));
    this._send(line + origin + checkMessage(notice.options), notice.callback);
  }

  #timed(
    kind: 'sync' | 'async',
    type: 'ms' | 'd',
    func: (...args: Arguments) => unknown,
    stat: Stat,
    rest: CallRest,
  ): unknown {
    const call = readCall(...rest);
    return timedFunction(func, kind, (ms, tags) =>
      this.#record(stat, ms, type, withTimedTags(call, tags)),
    );
  }

  #record(stat: Stat, value: unknown, type: LineType, call: Call): void {
    const { sampleRate, tags, timestamp, cardinality, callback } = call;
    if (this.dogStats !== undefined) {
      for (const name of Array.isArray(stat) ? stat : [stat])
        this.#recordInto(`${this.prefix}${name}${this.suffix}`, value, type, call);
      callback?.(null as never, 0);
    } else if (Array.isArray(stat)) {
      this.sendAll(stat, value, type, sampleRate, tags, callback, timestamp, cardinality);
    } else this.sendStat(stat, value, type, sampleRate, tags, timestamp, cardinality, callback);
  }

  #recordInto(name: string, value: unknown, type: LineType, call: Call): void {
    const sampleRate = call.sampleRate ?? this.sampleRate;
    const { dogStats } = this;
    const problem =
      dogStats &&
      recordCall(dogStats, name, value, type, this.tagsOf(call.tags), { ...call, sampleRate });
    if (problem !== undefined) sayError(problem, 'recording', this.errorHandler);
  }

  /** Telegraf knows neither events nor checks. */
  #refuses(callback: StatsCb | undefined): boolean {
    if (!this.telegraf) return false;
    const error = new Error('Not supported by Telegraf / InfluxDB');
    if (callback) callback(error);
    else if (this.errorHandler !== undefined)
      sayError(error, 'an unsupported call', this.errorHandler);
    else throw error;
    return true;
  }
}

/** Tags that a timed function added come after those of the timer. */
function withTimedTags(call: Call, added: readonly string[]): Call {
  return added.length === 0 ? call : { ...call, tags: joinTags(call.tags, added) };
}
