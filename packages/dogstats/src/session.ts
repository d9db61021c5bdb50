import {
  Aggregator,
  type BindingRecorder,
  type Clock,
  DropCounter,
  histogramSuffixes,
  type Sink,
} from '@dogstats/core';
import type { EarlyCalls } from './early-calls.js';
import { FanOutRecorder } from './fan-out-recorder.js';
import { FlushLoop } from './flush-loop.js';
import {
  type DogStatsStats,
  type FlushReport,
  sumFigures,
  sumReports,
  withNotices,
} from './flush-report.js';
import { makeHttpSink } from './http-sink.js';
import { KeylessSink, keylessMessage } from './keyless-sink.js';
import { latest } from './latest.js';
import { LazySink } from './lazy-sink.js';
import { Messages } from './messages.js';
import type { NoticeBox, NoticeCover, NoticeStats, NoticeTarget } from './notices/notice-box.js';
import type { NamedSink } from './options.js';
import { type FlushScope, Pipeline } from './pipeline.js';
import { LazyReception } from './processes/lazy-reception.js';
import { makePrimarySink } from './processes/make-primary-sink.js';
import { SessionReceiver } from './processes/session-receiver.js';
import type { ResolvedOptions } from './resolve-options.js';

/** What a session needs to know about the instance that starts it. */
export interface SessionBirth {
  /** When counting began, unix seconds. */
  readonly seconds: number;
  /** Latest bucket start of the session before. */
  readonly usedUntil: number | undefined;
}

/** The account of a session, with what it left to other processes apart from what it retains. */
export interface SessionStats extends DogStatsStats {
  readonly left: number;
}

/** Where nothing was recorded. */
export const noCalls = {
  recorded: 0,
  accepted: 0,
  retained: 0,
  left: 0,
  possiblyDuplicated: 0,
  contexts: 0,
};

/** The time between `start()` and `close()`: pipelines, timers, messages. */
export class Session {
  /** Where calls go. */
  readonly recorder: BindingRecorder;
  readonly #messages: Messages;
  readonly #clock: Clock;
  readonly #pipelines: readonly Pipeline[];
  readonly #notices: NoticeBox;
  readonly #noticeTarget: NoticeTarget;
  /** None where time stands still between calls, and nothing flushes by itself. */
  readonly #loop: FlushLoop | undefined;
  /** Where workers hand over; none where time stands still between calls. */
  readonly #reception: LazyReception | undefined;

  constructor(options: ResolvedOptions, birth: SessionBirth, notices: NoticeBox) {
    const { logger, onError, clock, isDevelopment } = options;
    const messages = new Messages({ logger, onError, clock, showsPlaces: isDevelopment });
    this.#messages = messages;
    this.#clock = clock;
    for (const hint of options.hints) messages.hint(hint);
    const sinks = options.sinks.map((chosen) =>
      typeof chosen === 'string' ? makeSink[chosen](options, messages) : chosen,
    );
    this.#pipelines = sinks.map((sink, index) =>
      makePipeline(sink, typeof options.sinks[index] === 'string', options, birth, messages),
    );
    this.#notices = notices;
    this.#noticeTarget = {
      host: options.host,
      tags: options.tags,
      sink: sinks.find((sink) => sink.deliver !== undefined),
      onErrors: (errors, dropped) => messages.errors(errors, dropped),
    };
    const recorders = this.#pipelines.map(({ aggregator }) => aggregator);
    this.recorder =
      recorders.length === 1 ? (recorders[0] as BindingRecorder) : new FanOutRecorder(recorders);
    const { frozenBetweenCalls } = options.serverless;
    const lateSeconds = options.handOverLateSeconds;
    const receiver = new SessionReceiver({ aggregators: recorders, notices, clock, lateSeconds });
    if (!frozenBetweenCalls) this.#reception = new LazyReception(receiver);
    if (frozenBetweenCalls && !options.autoFlush) return;
    this.#loop = new FlushLoop({
      clock: options.clock,
      // Workers hand over right at the end of a bucket, so that the primary sends it once.
      random: options.sinks.includes('primary') ? () => 0 : options.random,
      intervalSeconds: options.flushIntervalSeconds,
      onTick: () => this.tick(),
      onFlush: options.autoFlush
        ? () => {
            for (const pipeline of this.#pipelines) pipeline.flushClosed();
            this.#notices.hand(this.#noticeTarget);
          }
        : undefined,
    });
  }

  /** Records what was called before there was a session. */
  replay(early: EarlyCalls, birthSeconds: number): void {
    this.#messages.replay(() => early.replay(this.recorder, this.#clock, birthSeconds));
  }

  /** Tells developers what is wrong with a call, once. */
  misuse(message: string): void {
    this.#messages.misuse(message);
  }

  /** Reads the clock, for what is recorded from now on. */
  tick(): void {
    for (const pipeline of this.#pipelines) pipeline.tick();
  }

  async flush(scope: FlushScope, timeoutMs: number): Promise<FlushReport> {
    const notices = this.#handNotices();
    const flushes = this.#pipelines.map((pipeline) => pipeline.flush(scope, timeoutMs));
    await notices.wait(this.#clock, timeoutMs);
    return withNotices(sumReports(await Promise.all(flushes)), notices.report());
  }

  async close(timeoutMs: number): Promise<FlushReport> {
    this.#loop?.stop();
    const taken = this.#reception?.close(this.#clock);
    if (taken !== undefined) await taken;
    const notices = this.#handNotices();
    const sent = notices.isEmpty ? undefined : notices.wait(this.#clock, timeoutMs);
    const closed = this.#pipelines.map((pipeline) => pipeline.close(timeoutMs, sent));
    const report = sumReports(await Promise.all(closed));
    this.#notices.close();
    return withNotices(report, notices.report());
  }

  #handNotices(): NoticeCover {
    this.#notices.hand(this.#noticeTarget);
    return this.#notices.cover();
  }

  /** Events and service checks, counted over all sessions. */
  get notices(): NoticeStats {
    return this.#notices.stats();
  }

  /** The process ends in this turn: has all there is kept, and returns the calls that are lost. */
  saveNow(): number {
    return this.#pipelines.reduce((sum, pipeline) => sum + pipeline.saveNow(), 0);
  }

  /** What keeps the retained calls from being accepted, as far as sinks say. */
  get errors(): readonly Error[] {
    return this.#pipelines.flatMap(({ errors }) => errors);
  }

  /** The account over all sinks: with several of them every call counts for each. */
  stats(): SessionStats {
    const dropped = new DropCounter();
    const sum = { ...noCalls };
    for (const pipeline of this.#pipelines) {
      const { aggregator, ledger } = pipeline.stats();
      dropped.addAll(aggregator.dropped);
      dropped.addAll(ledger.dropped);
      sum.recorded += aggregator.recorded;
      sum.accepted += ledger.accepted;
      sum.retained += aggregator.open + ledger.retained;
      sum.left += ledger.left;
      sum.possiblyDuplicated += ledger.possiblyDuplicated;
      sum.contexts += aggregator.contexts;
    }
    const adopted = sumFigures(this.#pipelines.map((pipeline) => pipeline.adopted));
    return { ...sum, dropped: dropped.counts(), ...(adopted && { adopted }) };
  }

  /** Latest bucket start that a session after this one must not write to, unix seconds. */
  get usedUntil(): number | undefined {
    return latest(this.#pipelines.map(({ usedUntil }) => usedUntil));
  }
}

function makePipeline(
  sink: Sink,
  isOwn: boolean,
  options: ResolvedOptions,
  birth: SessionBirth,
  messages: Messages,
): Pipeline {
  const { clock } = options;
  const shared = {
    mode: sink.mode,
    clock,
    random: options.random,
    rollUpIntervalSeconds: options.rollUpIntervalSeconds,
    lateSeconds: options.lateSeconds,
    asDistributions: options.serverless.asDistributions,
    frozenBetweenCalls: options.serverless.frozenBetweenCalls,
    birthSeconds: birth.seconds,
    usedUntil: birth.usedUntil,
    maxContexts: options.maxContexts,
    host: options.host,
    tags: options.tags,
    histogramSuffixes: longestFirst(options),
    tellsChanges: options.isDevelopment,
  };
  const aggregator = new Aggregator({
    ...shared,
    prefix: options.prefix,
    onProblem: (problem) => messages.problem(problem),
    onFull: () => void clock.setTimeout(() => pipeline.flushFull(), 0),
  });
  const pipeline: Pipeline = new Pipeline({
    aggregator,
    telemetry: options.telemetry ? new Aggregator({ ...shared, prefix: '' }) : undefined,
    sink,
    ownsSink: isOwn,
    clock,
    onErrors: (errors, dropped) => messages.errors(errors, dropped),
    onOutage: (line) => messages.line(line),
  });
  return pipeline;
}

const makeSink: {
  readonly [Name in NamedSink]: (options: ResolvedOptions, messages: Messages) => Sink;
} = {
  http: httpSinkOrNone,
  dogstatsd: ({ agent, clock }) =>
    new LazySink({
      mode: 'add',
      load: async () => {
        const { DogStatsdSink } = await import('@dogstats/dogstatsd');
        return new DogStatsdSink({ env: agent, clock });
      },
    }),
  primary: makePrimarySink,
};

function httpSinkOrNone({ delivery }: ResolvedOptions, messages: Messages): Sink {
  if (delivery !== undefined) return makeHttpSink(delivery);
  messages.hint(keylessMessage);
  return new KeylessSink();
}

function longestFirst({ encoding }: ResolvedOptions): string[] {
  const choices = [encoding.histogram, ...Object.values(encoding.histogramByMetric ?? {})];
  const suffixes = new Set(choices.flatMap((choice) => histogramSuffixes(choice)));
  return [...suffixes].sort((a, b) => b.length - a.length);
}
