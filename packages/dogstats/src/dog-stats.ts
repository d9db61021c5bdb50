import {
  type BindingRecorder,
  type CounterHandle,
  createTime,
  createTimed,
  DogStatsError,
  framesOf,
  type GaugeHandle,
  type HistogramHandle,
  type MetricTimer,
  type Recorder,
  type RecordOptions,
  type SetHandle,
  startTimer,
  systemClock,
  type Tags,
  type Time,
  type Timed,
  type TimingOptions,
  type TimingTarget,
} from '@dogstats/core';
import { usableTimeout } from './deadline.js';
import { EarlyCalls } from './early-calls.js';
import { processEnd } from './exit/process-end.js';
import { SessionEnd } from './exit/session-end.js';
import { type DogStatsStats, emptyReport, type FlushReport } from './flush-report.js';
import { counterHandle, type Door, gaugeHandle, histogramHandle, setHandle } from './handles.js';
import type { DogStatsOptions } from './options.js';
import { PastSessions } from './past-sessions.js';
import { resolveOptions } from './resolve-options.js';
import { isSameStart, type Start } from './same-start.js';
import { flushOnEnd, type WaitUntil } from './serverless/flush-on-end.js';
import type { LambdaHandler, WrapHandlerOptions } from './serverless/lambda-types.js';
import { type InvocationTarget, wrapHandler } from './serverless/wrap-handler.js';
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

/**
 * Records metrics, sums them up in this process and sends them to Datadog.
 *
 * Recording never throws, blocks or keeps the process alive, before `start()` and after `close()`
 * included. Only `start()` throws, on options that can't be used.
 */
export class DogStats implements Recorder {
  /**
   * Times functions: `timed('load', loadUser)` wraps one, `@timed('load')` decorates a method. Sync,
   * async or a generator, returned or thrown; seconds in a histogram, unless the options say
   * otherwise.
   */
  readonly timed: Timed;
  /** Runs a function now and times it: `await dogStats.time('load', () => loadUser(7))`. */
  readonly time: Time;
  readonly #timing: TimingTarget;
  readonly #bornMs = Date.now();
  #early = new EarlyCalls();
  #session: Session | undefined;
  /** What calls go to; `undefined` unless started and enabled. */
  #recorder: BindingRecorder | undefined;
  /** The same for handles, which outlive it. */
  readonly #door: Door;
  #started: Start | undefined;
  #closing: Promise<FlushReport> | undefined;
  /** Whether it was closed, and not started since. */
  #closed = false;
  #disabled = false;
  #closedCalls = 0;
  #usedUntil: number | undefined;
  readonly #past = new PastSessions();
  #end: SessionEnd | undefined;
  readonly #invocations: InvocationTarget = {
    flush: (options) => this.flush(options),
    tick: () => this.#session?.tick(),
  };

  constructor() {
    this.#door = { recorder: undefined, plain: this };
    const isOff = (): boolean => this.#disabled;
    this.#timing = {
      recorder: this,
      clock: { monotonic: () => (this.#started?.options.clock ?? systemClock).monotonic() },
      get isOff() {
        return isOff();
      },
    };
    this.timed = createTimed(this.#timing);
    this.time = createTime(this.#timing);
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
    const where = framesOf(new Error().stack)[1] ?? '(unknown)';
    if (this.#started !== undefined) {
      const again = { options, where };
      const isClosing = this.#closing !== undefined;
      if (!isClosing && isSameStart(this.#started, again)) return;
      throw new DogStatsError(
        'ERR_OPTIONS',
        isClosing
          ? 'dogStats is still closing: await close() before start()'
          : `dogStats was already started with other options, at ${this.#started.where}: start it once, or await close() first`,
      );
    }
    const resolved = resolveOptions(options);
    this.#started = { options, where };
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
    this.#door.recorder = this.#recorder;
    this.#session.replay(this.#early, birthSeconds);
    this.#end = new SessionEnd(this.#session, resolved.handleSignals, () => this.close());
    processEnd.add(this.#end);
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

  /**
   * A count with name and tags bound: its `increment()` skips the look-up. For the hottest places.
   * May be made before `start()`.
   *
   * @param tags must not be changed afterwards; the same goes for the other handles.
   */
  counter(name: string, tags?: Tags): CounterHandle {
    return counterHandle(this.#door, name, tags);
  }

  /** A gauge with name and tags bound. */
  boundGauge(name: string, tags?: Tags): GaugeHandle {
    return gaugeHandle(this.#door, 'gauge', name, tags);
  }

  /** A rate with name and tags bound. */
  boundRate(name: string, tags?: Tags): GaugeHandle {
    return gaugeHandle(this.#door, 'rate', name, tags);
  }

  /** A histogram with name and tags bound. */
  boundHistogram(name: string, tags?: Tags): HistogramHandle {
    return histogramHandle(this.#door, 'histogram', name, tags);
  }

  /** A distribution with name and tags bound. */
  boundDistribution(name: string, tags?: Tags): HistogramHandle {
    return histogramHandle(this.#door, 'distribution', name, tags);
  }

  /** A set with name and tags bound. */
  boundSet(name: string, tags?: Tags): SetHandle {
    return setHandle(this.#door, name, tags);
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
  async flush(options?: FlushOptions): Promise<FlushReport> {
    if (this.#session === undefined) return this.#closing ?? this.#notStarted();
    const { timestamp, timeoutMs } = options ?? {};
    const seconds = timestamp instanceof Date ? timestamp.getTime() / 1000 : timestamp;
    // What is no time is no reason to keep anything back.
    const isTime = typeof seconds === 'number' && Number.isFinite(seconds);
    const scope = isTime ? { beforeSeconds: seconds } : 'all';
    return this.#session.flush(scope, usableTimeout(timeoutMs, 2000));
  }

  /**
   * Wraps a handler of AWS Lambda, async, sync, with a callback or streaming: what it recorded is
   * flushed before it answers. Its answers and errors stay what they are, and come by a promise.
   */
  wrapHandler<Handler extends LambdaHandler>(
    handler: Handler,
    options?: WrapHandlerOptions,
  ): Handler {
    return wrapHandler(this.#invocations, handler, options);
  }

  /**
   * Flushes in the next turn and has the platform wait for it: to be called last in a function whose
   * platform keeps it alive after its answer.
   *
   * @param waitUntil the platform's, such as `ctx.waitUntil`; that of Vercel is found without.
   */
  flushOnEnd(waitUntil?: WaitUntil, options?: Pick<FlushOptions, 'timeoutMs'>): void {
    flushOnEnd(this, waitUntil, options?.timeoutMs);
  }

  /**
   * Flushes, gives up what can't be delivered in time and frees everything. Later calls are dropped
   * until the next `start()`. Idempotent: every call gives the same report.
   */
  async close(options?: CloseOptions): Promise<FlushReport> {
    if (this.#closing !== undefined) return this.#closing;
    const session = this.#session;
    if (session === undefined) {
      this.#started = undefined;
      return emptyReport;
    }
    this.#closing = this.#endSession(session, usableTimeout(options?.timeoutMs, 5000));
    return this.#closing;
  }

  /** Figures since this instance was made: recorded = accepted + retained + dropped. */
  stats(): DogStatsStats {
    return this.#past.statsWith(this.#session?.stats(), {
      kept: this.#early.kept,
      notStarted: this.#early.dropped,
      closed: this.#closedCalls,
    });
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

  async #endSession(session: Session, timeoutMs: number): Promise<FlushReport> {
    // From here on calls are dropped: what is under way has to become settled.
    this.#recorder = undefined;
    this.#door.recorder = undefined;
    this.#closed = true;
    const report = await session.close(timeoutMs);
    if (this.#end !== undefined) processEnd.remove(this.#end);
    this.#past.add(session.stats());
    this.#usedUntil = latest(this.#usedUntil, session.usedUntil);
    this.#session = undefined;
    this.#started = undefined;
    return report;
  }

  #notStarted(): FlushReport {
    const retained = this.#early.kept;
    if (retained === 0) return emptyReport;
    const error = new DogStatsError('ERR_NOT_STARTED', 'call dogStats.start() to send metrics');
    return { ...emptyReport, ok: false, retained, errors: [error] };
  }
}

function latest(first: number | undefined, second: number | undefined): number | undefined {
  return first === undefined || second === undefined ? (second ?? first) : Math.max(first, second);
}
