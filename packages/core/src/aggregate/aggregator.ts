import type { Clock } from '../clock.js';
import { type BucketByType, newBucket } from '../metric/bucket-types.js';
import type { MetricPoint } from '../metric/metric-point.js';
import type { MetricType } from '../metric/metric-type.js';
import type { Tags } from '../normalize/tags.js';
import { DropCounter, type DropCounts, type DropReason } from '../sink/drop-reason.js';
import type { SinkMode } from '../sink/sink.js';
import { addSample } from './add-sample.js';
import { boundHandle } from './bound-handles.js';
import { BucketTime } from './bucket-time.js';
import { CallClock } from './call-clock.js';
import type { ContextIndex } from './context-index.js';
import { ContextTable, type ContextTableOptions } from './context-table.js';
import { type Cut, type CutRule, type CutTally, cutBucket, oncePerStart, pointOf } from './cut.js';
import { dropMessage } from './drop-message.js';
import { FullDistributions } from './full-distributions.js';
import { type HandleByType, plainHandle } from './handles.js';
import type { LiveContext } from './live-context.js';
import { type Problem, Problems } from './problem.js';
import type { BindingRecorder, RecordOptions } from './recorder.js';
import { RollUp } from './roll-up.js';
import type { Scope, ScopeOptions } from './scope.js';
import { ScopedRecorder, type ScopeTarget } from './scoped-recorder.js';
import { SealedTime } from './sealed-time.js';

export interface AggregatorOptions extends ContextTableOptions {
  readonly mode: SinkMode;
  readonly clock: Clock;
  /** Between 0 and 1; decides who is sampled away. */
  readonly random: () => number;
  /** Width of a bucket: 1 to 600 whole seconds. */
  readonly rollUpIntervalSeconds: number;
  /** How long after its end a bucket still takes samples with its timestamp, at most 3,000 s. */
  readonly lateSeconds: number;
  /**
   * Whether counts and histograms leave as distributions, which the server adds up over processes
   * that overwrite each other's series otherwise: a count as one value, what was added since the last
   * cut, a histogram as its values.
   */
  readonly asDistributions?: boolean | undefined;
  /**
   * Whether the process may stand still between any two calls: then the clock is read at each, and
   * calls that wait for a flush for long are a problem.
   */
  readonly frozenBetweenCalls?: boolean | undefined;
  /** When counting began, unix seconds; where the first bucket starts. */
  readonly birthSeconds: number;
  /** `usedUntil` of the aggregator before this one, if this process had one. */
  readonly usedUntil?: number | undefined;
  /** Told once per kind of problem and metric. */
  readonly onProblem?: ((problem: Problem) => void) | undefined;
  /** A distribution is full: `cutFull()` should follow soon. */
  readonly onFull?: (() => void) | undefined;
}

/** How long calls may wait for a flush in a process that stands still between them. */
const longWaitSeconds = 60;

/** Figures of an aggregator, in calls. */
export interface AggregatorStats {
  /** Every recording call, refused and sampled-away ones included. */
  readonly recorded: number;
  /** Refused at the call. */
  readonly dropped: DropCounts;
  /** In buckets, not handed over yet. */
  readonly open: number;
  /** Live contexts. */
  readonly contexts: number;
}

/**
 * Holds what is recorded, by context and bucket, until it is cut.
 *
 * Synchronous, without I/O or timers of its own: whoever owns it calls `tick()` now and then and
 * cuts. In `replace` mode a bucket that grew after it was cut is cut again with its whole value.
 */
export class Aggregator implements BindingRecorder, ScopeTarget {
  readonly mode: SinkMode;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #onFull: (() => void) | undefined;
  readonly #problems: Problems;
  readonly #contexts: ContextTable;
  // Of the table; held here because each hop counts on the fast paths.
  readonly #counts: ContextIndex<'count'>;
  readonly #gauges: ContextIndex<'gauge'>;
  readonly #histograms: ContextIndex<'histogram'>;
  readonly #distributions: ContextIndex<'distribution'>;
  readonly #rollUp: RollUp;
  readonly #sealed: SealedTime;
  readonly #dropped = new DropCounter();
  readonly #time: BucketTime;
  readonly #full = new FullDistributions();
  readonly #calls: CallClock;
  readonly #asDistributions: boolean;
  /** Types whose bucket is sent whole. */
  readonly #whole: ReadonlySet<MetricType>;
  #cutSamples = 0;
  /** When the oldest open call was made, unix seconds; kept where calls may wait over a freeze. */
  #openSince = 0;
  #usedUntil: number | undefined;

  constructor(options: AggregatorOptions) {
    this.mode = options.mode;
    this.#clock = options.clock;
    this.#random = options.random;
    this.#onFull = options.onFull;
    this.#problems = new Problems(options.onProblem ?? (() => {}));
    this.#contexts = new ContextTable(options, this.#problems);
    const { count, gauge, histogram, distribution } = this.#contexts.indexes;
    this.#counts = count;
    this.#gauges = gauge;
    this.#histograms = histogram;
    this.#distributions = distribution;
    this.#rollUp = new RollUp(
      options.rollUpIntervalSeconds,
      options.birthSeconds,
      options.usedUntil,
    );
    const { usedUntil } = options;
    const mark = usedUntil === undefined ? undefined : usedUntil + 1;
    this.#sealed = new SealedTime(this.#rollUp, options.lateSeconds, mark);
    this.#asDistributions = options.asDistributions ?? false;
    this.#whole = new Set(this.#asDistributions ? ['set'] : ['count', 'histogram', 'set']);
    this.#time = new BucketTime(options.mode, this.#rollUp, this.#sealed, this.#whole);
    const isFrozen = options.frozenBetweenCalls ?? false;
    this.#calls = new CallClock(
      isFrozen ? () => this.#tickAfterFreeze() : () => this.tick(),
      isFrozen,
    );
    this.tick();
  }

  increment(name: string, value = 1, tags?: Tags, options?: RecordOptions): void {
    this.#calls.count();
    if (options === undefined && Number.isFinite(value)) {
      const live =
        tags === undefined ? this.#counts.untagged.get(name) : this.#counts.find(name, tags);
      const bucket = live?.bucket;
      if (bucket !== undefined && bucket.start === this.#time.openStart) {
        bucket.add(value, 1);
        return;
      }
    }
    this.#record('count', name, value, tags, options);
  }

  decrement(name: string, value = 1, tags?: Tags, options?: RecordOptions): void {
    this.increment(name, typeof value === 'number' ? -value : value, tags, options);
  }

  gauge(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.#calls.count();
    if (options === undefined && Number.isFinite(value)) {
      const live =
        tags === undefined ? this.#gauges.untagged.get(name) : this.#gauges.find(name, tags);
      const bucket = live?.bucket;
      if (bucket !== undefined && bucket.start === this.#time.currentStart) {
        bucket.set(value);
        return;
      }
    }
    this.#record('gauge', name, value, tags, options);
  }

  rate(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.#calls.count();
    this.#record('rate', name, value, tags, options);
  }

  histogram(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.#calls.count();
    if (options === undefined && Number.isFinite(value)) {
      const live =
        tags === undefined
          ? this.#histograms.untagged.get(name)
          : this.#histograms.find(name, tags);
      const bucket = live?.bucket;
      if (bucket !== undefined && bucket.start === this.#time.openStart) {
        bucket.add(value, 1);
        return;
      }
    }
    this.#record('histogram', name, value, tags, options);
  }

  distribution(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.#calls.count();
    if (options === undefined && Number.isFinite(value)) {
      const live =
        tags === undefined
          ? this.#distributions.untagged.get(name)
          : this.#distributions.find(name, tags);
      const bucket = live?.bucket;
      if (bucket !== undefined && bucket.start === this.#time.currentStart && !bucket.nearlyFull) {
        bucket.add(value);
        return;
      }
    }
    this.#record('distribution', name, value, tags, options);
  }

  set(name: string, member: string | number, tags?: Tags, options?: RecordOptions): void {
    this.#calls.count();
    this.#record('set', name, member, tags, options);
  }

  /** A way to record to one name and tags without looking them up at each call. */
  handle<T extends MetricType>(type: T, name: string, tags?: Tags): HandleByType[T] {
    const index = this.#contexts.indexes[type] as unknown as ContextIndex<T>;
    return this.#bind(index, this, type, name, tags);
  }

  /** The same contexts, with a prefix, tags or host on each that is recorded there. */
  scope(options: ScopeOptions): BindingRecorder {
    return new ScopedRecorder(this, this.#contexts.scope(options));
  }

  /** @internal A call of a scope. */
  recordIn(
    scope: Scope,
    type: MetricType,
    name: unknown,
    value: unknown,
    tags: unknown,
    options: RecordOptions | undefined,
  ): void {
    this.#calls.count();
    this.#record(type, name, value, tags, options, scope);
  }

  /** @internal A handle of a scope. */
  handleIn<T extends MetricType>(
    scope: Scope,
    recorder: BindingRecorder,
    type: T,
    name: string,
    tags: Tags | undefined,
  ): HandleByType[T] {
    return this.#bind(scope.index(type), recorder, type, name, tags);
  }

  #bind<T extends MetricType>(
    index: ContextIndex<T>,
    recorder: BindingRecorder,
    type: T,
    name: string,
    tags: Tags | undefined,
  ): HandleByType[T] {
    const plain = plainHandle[type](recorder, name, tags) as HandleByType[T];
    const source = { time: this.#time, calls: this.#calls };
    return boundHandle[type](
      source,
      plain as never,
      (() => index.find(name, tags)) as never,
    ) as HandleByType[T];
  }

  /** Reads the clock. Samples without a timestamp belong to the latest reading. */
  tick(): void {
    this.#time.read(this.#clock.now() / 1000, () =>
      this.#problems.report(
        'clock_back',
        '',
        () =>
          'The clock went back by more than 9 minutes; from here on, buckets are sent with its new time and may overwrite what was sent before.',
      ),
    );
  }

  #tickAfterFreeze(): void {
    this.tick();
    // The call that reads the clock is open already.
    if (this.open <= 1) this.#openSince = this.#time.now;
    if (this.#time.now - this.#openSince <= longWaitSeconds) return;
    this.#problems.report(
      'unflushed',
      '',
      () =>
        `Calls have waited ${Math.round(this.#time.now - this.#openSince)} s for a flush: await flush() before the function returns, or wrap it with wrapHandler().`,
    );
  }

  /** Takes out the buckets that have ended: each is sent once in steady state. */
  cutClosed(unsettled?: CutRule['unsettled']): Cut {
    this.tick();
    return this.#cut(this.#rollUp.aligned(this.#time.now), unsettled);
  }

  /** Takes out everything, the open bucket included. */
  cutAll(unsettled?: CutRule['unsettled']): Cut {
    this.tick();
    return this.#cut(Number.POSITIVE_INFINITY, unsettled);
  }

  /** Takes out the buckets before the one that holds a time, unix seconds: dogapi's rule. */
  cutBefore(timestampSeconds: number, unsettled?: CutRule['unsettled']): Cut {
    this.tick();
    return this.#cut(this.#rollUp.aligned(timestampSeconds), unsettled);
  }

  /** Takes out only the distributions that are full. */
  cutFull(): Cut {
    const tally = { samples: 0, waiting: 0 };
    return Object.assign(tally, { points: this.#readFull(tally) });
  }

  stats(): AggregatorStats {
    return {
      recorded: this.#calls.calls,
      dropped: this.#dropped.counts(),
      open: this.open,
      contexts: this.#contexts.size,
    };
  }

  /** Calls in buckets, not handed over yet. */
  get open(): number {
    return this.#calls.calls - this.#dropped.total - this.#cutSamples;
  }

  /**
   * Latest start of a bucket that has to be sent whole, unix seconds: another aggregator of the same
   * host and tags must not write to it. `undefined` when there was none.
   */
  get usedUntil(): number | undefined {
    return this.#usedUntil;
  }

  #record(
    type: MetricType,
    name: unknown,
    value: unknown,
    tags: unknown,
    options: RecordOptions | undefined,
    scope?: Scope,
  ): void {
    let reason: DropReason | undefined;
    const kept = type === 'histogram' && this.#asDistributions ? 'distribution' : type;
    try {
      reason = this.#tryRecord(kept, name, value, tags, options, scope);
    } catch {
      reason = 'invalid_arguments';
    }
    if (reason !== undefined) this.#drop(reason, name, value);
  }

  #tryRecord(
    type: MetricType,
    name: unknown,
    value: unknown,
    tags: unknown,
    options: RecordOptions | undefined,
    scope: Scope | undefined,
  ): DropReason | undefined {
    if (typeof name !== 'string') return 'invalid_name';
    const isMember = type === 'set' && typeof value === 'string';
    if (!isMember && !Number.isFinite(value)) return 'invalid_value';
    const start = this.#time.startOf(type, options?.timestamp);
    if (typeof start === 'string') return start;
    const weight = this.#weight(type, name, options?.sampleRate);
    if (weight === 0) return 'sampled';
    const host = typeof options?.host === 'string' ? options.host : undefined;
    const live = this.#contexts.resolve(type, name, tags, host, scope);
    if (typeof live === 'string') return live;
    return this.#add(live, start, value as string | number, weight);
  }

  #add<T extends MetricType>(
    live: LiveContext<T>,
    start: number,
    value: string | number,
    weight: number,
  ): DropReason | undefined {
    let bucket = live.find(start);
    if (bucket === undefined) {
      bucket = newBucket[live.context.type](start) as unknown as BucketByType[T];
      live.insert(bucket);
      if (this.#whole.has(live.context.type))
        this.#usedUntil = Math.max(start, this.#usedUntil ?? start);
    }
    if (!addSample(bucket, value, weight)) return 'set_full';
    if (live.context.type === 'distribution')
      return this.#setAsideWhenFull(live as unknown as LiveContext<'distribution'>, start);
    return undefined;
  }

  #setAsideWhenFull(live: LiveContext<'distribution'>, start: number): DropReason | undefined {
    const bucket = live.find(start);
    if (!bucket?.full) return undefined;
    live.remove(bucket);
    const point = pointOf(live.context, bucket, this.#rollUp.width, false);
    // A cut that is being read may hold the bucket still, and must find nothing in it.
    bucket.fresh = 0;
    if (!this.#full.add(point)) {
      this.#dropped.add('queue_full', point.samples - 1);
      return 'queue_full';
    }
    this.#onFull?.();
    return undefined;
  }

  /** 1 ÷ sample rate, or 0 when the sample is not among those that are kept. */
  #weight(type: MetricType, name: string, sampleRate: number | undefined): number {
    if (sampleRate === undefined || !(sampleRate < 1)) return 1;
    if (type !== 'count' && type !== 'histogram') {
      this.#problems.report(
        'sample_rate_ignored',
        name,
        (metric) => `sampleRate is ignored for the ${type} "${metric}": every call counts.`,
      );
      return 1;
    }
    return this.#random() < sampleRate ? 1 / sampleRate : 0;
  }

  #drop(reason: DropReason, name: unknown, value: unknown): void {
    this.#dropped.add(reason, 1);
    const message = dropMessage(reason, value);
    if (message !== undefined) this.#problems.report(reason, name, message);
  }

  #cut(before: number, unsettled: CutRule['unsettled'] = () => false): Cut {
    const takesAllClosed = before >= this.#rollUp.aligned(this.#time.now);
    if (takesAllClosed) this.#sealed.raise(this.#time.now);
    // What was sealed may change while the cut is read: it seals what was closed when it began.
    const sealedBefore = takesAllClosed ? this.#sealed.before : Number.NEGATIVE_INFINITY;
    const rule = {
      before,
      unsettled: oncePerStart(unsettled),
      seals: (start: number) => start < sealedBefore,
      width: this.#rollUp.width,
      mode: this.mode,
      asDistributions: this.#asDistributions,
    };
    this.tick();
    const tally = { samples: 0, waiting: 0 };
    return Object.assign(tally, { points: this.#read(rule, tally) });
  }

  /** Contexts that come while it is read are read, too. */
  *#read(rule: CutRule, tally: CutTally): Generator<MetricPoint> {
    yield* this.#readFull(tally);
    for (const { contexts, overflow } of Object.values(this.#contexts.indexes)) {
      for (const map of [contexts, overflow]) {
        for (const live of map.values()) {
          const { others, previous, bucket } = live;
          for (const other of others) {
            const point = this.#take(live, other, rule, tally);
            if (point !== undefined) yield point;
          }
          const earlier = previous && this.#take(live, previous, rule, tally);
          if (earlier !== undefined) yield earlier;
          const latest = bucket && this.#take(live, bucket, rule, tally);
          if (latest !== undefined) yield latest;
          if (live.empty) this.#contexts.forgetIfIdle(live, this.#time.now);
        }
      }
    }
  }

  #take<T extends MetricType>(
    live: LiveContext<T>,
    bucket: BucketByType[T],
    rule: CutRule,
    tally: CutTally,
  ): MetricPoint | undefined {
    const point = cutBucket(live, bucket, rule, tally);
    if (point !== undefined) this.#cutSamples += point.samples;
    return point;
  }

  *#readFull(tally: CutTally): Generator<MetricPoint> {
    for (let point = this.#full.shift(); point !== undefined; point = this.#full.shift()) {
      tally.samples += point.samples;
      this.#cutSamples += point.samples;
      yield point;
    }
  }
}
