import {
  DogStatsError,
  framesOf,
  type Notice,
  type Recorder,
  type ScopeOptions,
  systemClock,
  type Tags,
} from '@dogstats/core';
import { AmbientRecorder } from './ambient-recorder.js';
import { AmbientTagStore } from './ambient-tags.js';
import { usableTimeout } from './deadline.js';
import { RootDoor, type StoppedCall } from './door.js';
import { EarlyCalls } from './early-calls.js';
import { processEnd } from './exit/process-end.js';
import { SessionEnd } from './exit/session-end.js';
import { type DogStatsStats, emptyReport, type FlushReport } from './flush-report.js';
import { latest } from './latest.js';
import { MetricScope } from './metric-scope.js';
import { draftNotice, refusedNotice } from './notices/make-notice.js';
import { NoticeBox } from './notices/notice-box.js';
import type { DogStatsOptions } from './options.js';
import { PastSessions } from './past-sessions.js';
import { bindMethods } from './recording-calls.js';
import { resolveOptions } from './resolve-options.js';
import { differingOptions, type Start } from './same-start.js';
import { flushOnEnd, type WaitUntil } from './serverless/flush-on-end.js';
import type { LambdaHandler, WrapHandlerOptions } from './serverless/lambda-types.js';
import { type InvocationTarget, wrapHandler } from './serverless/wrap-handler.js';
import { Session } from './session.js';
import { showAs, shownTarget } from './show-as.js';
import { Turns } from './turns.js';
import { underTest } from './under-test.js';

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
 * included. Only `start()` throws, on options that can't be used. Every method works without its
 * instance: `const { increment, flush } = dogStats`, `process.once('SIGTERM', dogStats.close)`.
 */
export class DogStats extends MetricScope {
  readonly #bornMs = Date.now();
  #early = new EarlyCalls();
  #session: Session | undefined;
  /** What calls go through, those of children and handles too. */
  readonly #door: RootDoor;
  /** There from the first `withTags()` on. */
  #ambient: AmbientTagStore | undefined;
  #started: Start | undefined;
  #shownTarget: object | undefined;
  #closing: Promise<FlushReport> | undefined;
  /** Whether it was closed, and not started since. */
  #closed = false;
  #closedCalls = 0;
  #usedUntil: number | undefined;
  readonly #past = new PastSessions();
  readonly #notices = new NoticeBox();
  #end: SessionEnd | undefined;
  readonly #turns = new Turns();
  readonly #invocations: InvocationTarget = {
    flush: (options) => this.flush(options),
    tick: () => this.#session?.tick(),
  };

  static {
    showAs(DogStats.prototype, (shown) => ({
      state: shown.#state,
      ...shown.#shownTarget,
      ...shown.stats(),
    }));
  }

  constructor() {
    const door = new RootDoor(
      (method, scopes, ...call) => this.#keep(method, scopes, call),
      (kind, scopes, given) => this.#take(kind, scopes, given),
      { monotonic: () => (this.#started?.options.clock ?? systemClock).monotonic() },
    );
    super(door);
    this.#door = door;
    bindMethods(this, MetricScope.prototype);
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
    if (underTest.has(this)) return;
    const where = framesOf(new Error().stack)[1] ?? '(unknown)';
    if (this.#started !== undefined) {
      const isClosing = this.#closing !== undefined;
      const others = differingOptions(this.#started, { options, where });
      if (!isClosing && others.length === 0) return;
      throw new DogStatsError(
        'ERR_OPTIONS',
        isClosing
          ? 'dogStats is still closing: await close() before start()'
          : `dogStats was already started with other options (${others.join(', ')}), at ${this.#started.where}: start it once, or await close() first`,
      );
    }
    const resolved = resolveOptions(options);
    this.#started = { options, where };
    this.#shownTarget = shownTarget(resolved);
    this.#closing = undefined;
    this.#closed = false;
    this.#door.isOff = resolved.disabled;
    if (resolved.disabled) {
      this.#early = new EarlyCalls();
      return;
    }
    const isFirst = options.clock === undefined && this.#usedUntil === undefined;
    const birthSeconds = (isFirst ? this.#bornMs : resolved.clock.now()) / 1000;
    const birth = { seconds: birthSeconds, usedUntil: this.#usedUntil };
    this.#session = new Session(resolved, birth, this.#notices);
    this.#openDoor(this.#session);
    this.#session.replay(this.#early, birthSeconds);
    this.#end = new SessionEnd(this.#session, resolved, () => this.close());
    processEnd.add(this.#end);
  }

  /**
   * Runs a function, and whatever it waits for, with tags on everything that is recorded meanwhile:
   * for a request. Tags within win over tags around of the same key, a child's or a call's own over
   * both. Handles keep to what they are bound to.
   */
  withTags<Result>(tags: Tags, fn: () => Result): Result {
    return this.#ambientTags().run(tags, fn);
  }

  /** Adds to the tags of the `withTags()` that is going on: what is recorded in it from now on. */
  addTags(tags: Tags): void {
    if (this.#ambient?.add(tags) === true) return;
    this.#session?.misuse('DS213: addTags() does nothing outside of withTags(tags, fn).');
  }

  /**
   * Sends what was recorded and waits for the outcome. Safe at any time and as often as you like: a
   * bucket that grows after it was sent is sent again with its whole value.
   *
   * @returns what became of it; never rejects.
   */
  async flush(options?: FlushOptions): Promise<FlushReport> {
    const turn = this.#turns.next();
    const report = await this.#flush(options);
    if (turn !== undefined) await turn;
    return report;
  }

  async #flush(options: FlushOptions | undefined): Promise<FlushReport> {
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
    if (underTest.has(this)) return this.flush();
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
    const stats = this.#past.statsWith(this.#session?.stats(), {
      kept: this.#early.kept,
      notStarted: this.#early.dropped,
      closed: this.#closedCalls,
    });
    const notices = this.#notices.stats();
    return notices.recorded === 0 ? stats : { ...stats, notices };
  }

  #keep(method: keyof Recorder, scopes: readonly ScopeOptions[], call: StoppedCall): void {
    if (this.#door.isOff) return;
    const tags = this.#ambient?.current;
    if (this.#closed) this.#closedCalls++;
    else this.#early.keep(method, tags === undefined ? scopes : [tags, ...scopes], ...call);
  }

  #take(kind: Notice['kind'], scopes: readonly ScopeOptions[], given: readonly unknown[]): void {
    if (this.#door.isOff) return;
    if (this.#closed) {
      this.#notices.add('closed');
      return;
    }
    const ambient = this.#ambient?.current;
    const nowSeconds = (this.#started?.options.clock ?? systemClock).now() / 1000;
    const draft = draftNotice(
      kind,
      ambient === undefined ? scopes : [ambient, ...scopes],
      given,
      nowSeconds,
    );
    this.#notices.add(draft);
    if (typeof draft === 'string') this.#session?.misuse(refusedNotice(kind, draft));
  }

  get #state(): string {
    if (this.#started === undefined) return this.#closed ? 'closed' : 'not started';
    if (this.#closing !== undefined) return 'closing';
    return this.#door.isOff ? 'disabled' : 'started';
  }

  #ambientTags(): AmbientTagStore {
    if (this.#ambient === undefined) {
      this.#ambient = new AmbientTagStore();
      if (this.#door.recorder !== undefined && this.#session !== undefined)
        this.#openDoor(this.#session);
    }
    return this.#ambient;
  }

  #openDoor({ recorder }: Session): void {
    this.#door.recorder =
      this.#ambient === undefined ? recorder : new AmbientRecorder(this.#ambient, recorder);
  }

  async #endSession(session: Session, timeoutMs: number): Promise<FlushReport> {
    // From here on calls are dropped: what is under way has to become settled.
    this.#door.recorder = undefined;
    this.#closed = true;
    const report = await session.close(timeoutMs);
    if (this.#end !== undefined) processEnd.remove(this.#end);
    this.#past.add(session.stats());
    this.#usedUntil = latest([this.#usedUntil, session.usedUntil]);
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
