import { isDeepStrictEqual } from 'node:util';
import {
  createTimed,
  DogStatsError,
  DropCounter,
  type MetricTimer,
  type Recorder,
  type RecordOptions,
  startTimer,
  systemClock,
  type Tags,
  type Timed,
  type TimingOptions,
  type TimingTarget,
} from '@dogstats/core';
import { EarlyCalls } from './early-calls.js';
import { addExitFlush, removeExitFlush } from './exit-flush.js';
import type { DogStatsStats, FlushReport } from './flush-report.js';
import type { DogStatsOptions } from './options.js';
import { resolveOptions } from './resolve-options.js';
import { Session } from './session.js';

/** How a flush goes about it. */
export interface FlushOptions {
  /**
   * Only buckets before the one that holds this time, unix seconds or a `Date`. Without it
   * everything goes, the open bucket included.
   */
  readonly timestamp?: number | Date | undefined;
  /**
   * How long to wait for the outcome, in milliseconds. Delivery goes on afterwards.
   * @default 2000
   */
  readonly timeoutMs?: number | undefined;
}

export interface CloseOptions {
  /**
   * How long to try to deliver what is left, in milliseconds.
   * @default 5000
   */
  readonly timeoutMs?: number | undefined;
}

const nothingToReport: FlushReport = {
  ok: true,
  accepted: 0,
  retained: 0,
  dropped: {},
  possiblyDuplicated: 0,
  errors: [],
};

/**
 * Records metrics, sums them up in this process and sends them to Datadog.
 *
 * Recording never throws, blocks or keeps the process alive, before `start()` and after `close()`
 * included. Only `start()` throws, on options that can't be used.
 */
export class DogStats implements Recorder {
  /**
   * Times functions: `timed('load', loadUser)` wraps one, `@timed('load')` decorates a method. Sync
   * or async, returned or thrown; seconds in a histogram, unless the options say otherwise.
   */
  readonly timed: Timed;
  readonly #timing: TimingTarget;
  readonly #bornMs = Date.now();
  #early = new EarlyCalls();
  #session: Session | undefined;
  /** What calls go to; `undefined` unless started and enabled. */
  #recorder: Recorder | undefined;
  #started: { readonly options: DogStatsOptions; readonly where: string } | undefined;
  #closing: Promise<FlushReport> | undefined;
  /** Whether it was closed, and not started since. */
  #closed = false;
  #disabled = false;
  #closedCalls = 0;
  #usedUntil: number | undefined;
  /** Account of the sessions that are over. */
  readonly #pastDropped = new DropCounter();
  readonly #past = { recorded: 0, accepted: 0, possiblyDuplicated: 0 };
  #recordedAtLastExit = -1;

  constructor() {
    this.#timing = {
      recorder: this,
      clock: { monotonic: () => (this.#started?.options.clock ?? systemClock).monotonic() },
    };
    this.timed = createTimed(this.#timing);
  }

  /**
   * Begins to collect and to send. Without arguments everything comes from the environment:
   * DD_API_KEY, DD_SITE, DD_ENV, DD_SERVICE, DD_VERSION, DD_TAGS.
   *
   * A second start with equal options does nothing.
   *
   * @throws {DogStatsError} `ERR_OPTIONS` with everything that is wrong with the options, or when
   *   already started with other ones.
   */
  start(options: DogStatsOptions = {}): void {
    if (this.#started !== undefined) {
      if (isDeepStrictEqual(this.#started.options, options)) return;
      throw new DogStatsError(
        'ERR_OPTIONS',
        `dogStats was already started with other options (${this.#started.where}): await close() first`,
      );
    }
    const resolved = resolveOptions(options);
    this.#started = { options, where: callerOf(new Error().stack) };
    this.#closing = undefined;
    this.#closed = false;
    this.#disabled = resolved.disabled;
    if (resolved.disabled) {
      this.#early = new EarlyCalls();
      return;
    }
    const isFirst = options.clock === undefined && this.#usedUntil === undefined;
    const birthSeconds = (isFirst ? this.#bornMs : resolved.clock.now()) / 1000;
    this.#session = new Session(resolved, { seconds: birthSeconds, usedUntil: this.#usedUntil });
    this.#recorder = this.#session.recorder;
    this.#early.replay(this.#recorder, resolved.clock, birthSeconds);
    addExitFlush(this);
  }

  /** Adds to a count. */
  increment(name: string, value?: number, tags?: Tags, options?: RecordOptions): void {
    if (this.#recorder !== undefined) this.#recorder.increment(name, value, tags, options);
    else this.#whileStopped('increment', name, value, tags, options);
  }

  /** Takes off a count. */
  decrement(name: string, value?: number, tags?: Tags, options?: RecordOptions): void {
    if (this.#recorder !== undefined) this.#recorder.decrement(name, value, tags, options);
    else this.#whileStopped('decrement', name, value, tags, options);
  }

  /** Adds to a count: `increment` with a value that must be given. */
  count(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    // A value that is missing by mistake must not count as one.
    this.increment(name, value === undefined ? Number.NaN : value, tags, options);
  }

  /** How much there is now. The last value of each bucket is sent. */
  gauge(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    if (this.#recorder !== undefined) this.#recorder.gauge(name, value, tags, options);
    else this.#whileStopped('gauge', name, value, tags, options);
  }

  /** A number per second that you worked out. The last one of each bucket is sent. */
  rate(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    if (this.#recorder !== undefined) this.#recorder.rate(name, value, tags, options);
    else this.#whileStopped('rate', name, value, tags, options);
  }

  /** One of many values: minimum, maximum, average, count and percentiles of them are sent. */
  histogram(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    if (this.#recorder !== undefined) this.#recorder.histogram(name, value, tags, options);
    else this.#whileStopped('histogram', name, value, tags, options);
  }

  /** A duration that you measured, in the unit of your choice: the same as `histogram`. */
  timing(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.histogram(name, value, tags, options);
  }

  /** One of many values, all of which are sent: Datadog computes percentiles over all hosts. */
  distribution(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    if (this.#recorder !== undefined) this.#recorder.distribution(name, value, tags, options);
    else this.#whileStopped('distribution', name, value, tags, options);
  }

  /** Something seen, such as a user's id. The number of different ones per bucket is sent. */
  set(name: string, member: string | number, tags?: Tags, options?: RecordOptions): void {
    if (this.#recorder !== undefined) this.#recorder.set(name, member, tags, options);
    else this.#whileStopped('set', name, member, tags, options);
  }

  /** A stop watch: `.stop()` records, and so does the end of a block with `using`. */
  timer(name: string, options?: TimingOptions): MetricTimer {
    return startTimer(this.#timing, name, options);
  }

  /**
   * Sends what was recorded and waits for the outcome. Safe at any time and as often as you like: a
   * bucket that grows after it was sent is sent again with its whole value.
   *
   * @returns what became of it; never rejects.
   */
  async flush(options: FlushOptions = {}): Promise<FlushReport> {
    if (this.#session === undefined) return this.#closing ?? this.#notStarted();
    const { timestamp, timeoutMs = 2000 } = options;
    const seconds = timestamp instanceof Date ? timestamp.getTime() / 1000 : timestamp;
    const scope = seconds === undefined ? 'all' : { beforeSeconds: seconds };
    return this.#session.flush(scope, timeoutMs);
  }

  /**
   * Flushes, gives up what can't be delivered in time and frees everything. Later calls are dropped
   * until the next `start()`. Idempotent: every call gives the same report.
   */
  async close(options: CloseOptions = {}): Promise<FlushReport> {
    if (this.#closing !== undefined) return this.#closing;
    const session = this.#session;
    if (session === undefined) {
      this.#started = undefined;
      return nothingToReport;
    }
    this.#closing = this.#end(session, options.timeoutMs ?? 5000);
    return this.#closing;
  }

  /** Figures since this instance was made: recorded = accepted + retained + dropped. */
  stats(): DogStatsStats {
    const now = this.#session?.stats();
    const dropped = new DropCounter();
    dropped.addAll(this.#pastDropped.counts());
    dropped.addAll(now?.dropped ?? {});
    dropped.add('not_started', this.#early.dropped);
    dropped.add('closed', this.#closedCalls);
    const early = this.#early.kept;
    const unrecorded = early + this.#early.dropped + this.#closedCalls;
    return {
      recorded: this.#past.recorded + (now?.recorded ?? 0) + unrecorded,
      accepted: this.#past.accepted + (now?.accepted ?? 0),
      retained: (now?.retained ?? 0) + early,
      dropped: dropped.counts(),
      possiblyDuplicated: this.#past.possiblyDuplicated + (now?.possiblyDuplicated ?? 0),
      contexts: now?.contexts ?? 0,
    };
  }

  /** @internal The program has nothing left to do but this. */
  async flushAtExit(): Promise<void> {
    const { recorded, retained } = this.stats();
    // What could not be sent at the last try is not tried again, or the program would never end.
    if (retained === 0 || recorded === this.#recordedAtLastExit) return;
    this.#recordedAtLastExit = recorded;
    await this.#session?.flush('all', 5000);
  }

  #whileStopped(
    method: keyof Recorder,
    name: string,
    value: unknown,
    tags: unknown,
    options: RecordOptions | undefined,
  ): void {
    if (this.#disabled) return;
    if (this.#closed) this.#closedCalls++;
    else this.#early.keep(method, name, value, tags, options);
  }

  async #end(session: Session, timeoutMs: number): Promise<FlushReport> {
    // From here on calls are dropped: what is under way has to become settled.
    this.#recorder = undefined;
    this.#closed = true;
    removeExitFlush(this);
    const report = await session.close(timeoutMs);
    const { recorded, accepted, retained, dropped, possiblyDuplicated } = session.stats();
    this.#past.recorded += recorded;
    this.#past.accepted += accepted;
    this.#past.possiblyDuplicated += possiblyDuplicated;
    this.#pastDropped.addAll(dropped);
    this.#pastDropped.add('shutdown', retained);
    this.#usedUntil = session.usedUntil;
    this.#session = undefined;
    this.#started = undefined;
    return report;
  }

  #notStarted(): FlushReport {
    const retained = this.#early.kept;
    if (retained === 0) return nothingToReport;
    const error = new DogStatsError('ERR_NOT_STARTED', 'call dogStats.start() to send metrics');
    return { ...nothingToReport, ok: false, retained, errors: [error] };
  }
}

/** Where `start()` was called, out of a stack: `at app.js:3:10`, or nothing that misleads. */
function callerOf(stack: string | undefined): string {
  const line = stack?.split('\n')[2]?.trim();
  return line ?? 'elsewhere';
}
