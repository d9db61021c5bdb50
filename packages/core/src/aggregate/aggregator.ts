import type { Clock } from '../clock.js';
import type { MetricPoint } from '../metric/metric-point.js';
import type { MetricType } from '../metric/metric-type.js';
import type { Tags } from '../normalize/tags.js';
import type { DropCounts, DropReason } from '../sink/drop-reason.js';
import type { SinkMode } from '../sink/sink.js';
import type { AggregatorOptions } from './aggregator-options.js';
import { bindHandle } from './bound-handles.js';
import { BucketTime } from './bucket-time.js';
import { CallClock } from './call-clock.js';
import type { ContextIndex } from './context-index.js';
import { ContextTable } from './context-table.js';
import { type Cut, type CutRule, oncePerStart } from './cut.js';
import { CutReader } from './cut-reader.js';
import { FreezeWatch } from './freeze-watch.js';
import { FullDistributions } from './full-distributions.js';
import type { HandleByType } from './handles.js';
import { Problems } from './problem.js';
import type { BindingRecorder, RecordOptions } from './recorder.js';
import { RollUp } from './roll-up.js';
import type { ScopeOptions } from './scope.js';
import { ScopedRecorder } from './scoped-recorder.js';
import { SealedTime } from './sealed-time.js';
import { SlowPath, type TakeOptions } from './slow-path.js';

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
export class Aggregator implements BindingRecorder {
  readonly mode: SinkMode;
  readonly #clock: Clock;
  readonly #problems: Problems;
  readonly #contexts: ContextTable;
  // Of the table; held here because each hop counts on the fast paths.
  readonly #counts: ContextIndex<'count'>;
  readonly #gauges: ContextIndex<'gauge'>;
  readonly #histograms: ContextIndex<'histogram'>;
  readonly #distributions: ContextIndex<'distribution'>;
  readonly #calls: CallClock;
  readonly #rollUp: RollUp;
  readonly #sealed: SealedTime;
  readonly #time: BucketTime;
  readonly #slowPath: SlowPath;
  readonly #reader: CutReader;
  readonly #asDistributions: boolean;

  constructor(options: AggregatorOptions) {
    const { mode, rollUpIntervalSeconds, usedUntil, asDistributions = false } = options;
    this.mode = mode;
    this.#clock = options.clock;
    this.#problems = new Problems(options.onProblem ?? (() => {}));
    this.#contexts = new ContextTable(options, this.#problems);
    const { count, gauge, histogram, distribution } = this.#contexts.indexes;
    this.#counts = count;
    this.#gauges = gauge;
    this.#histograms = histogram;
    this.#distributions = distribution;
    this.#calls = this.#callClock(options.frozenBetweenCalls ?? false);
    this.#rollUp = new RollUp(rollUpIntervalSeconds, options.birthSeconds, usedUntil);
    const mark = usedUntil === undefined ? undefined : usedUntil + 1;
    this.#sealed = new SealedTime(this.#rollUp, options.lateSeconds, mark);
    this.#time = new BucketTime(mode, this.#rollUp, this.#sealed, asDistributions);
    const full = new FullDistributions(rollUpIntervalSeconds, options.onFull);
    this.#slowPath = new SlowPath({
      contexts: this.#contexts,
      time: this.#time,
      full,
      problems: this.#problems,
      random: options.random,
      asDistributions,
    });
    this.#reader = new CutReader(this.#contexts, full, this.#time);
    this.#asDistributions = asDistributions;
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
    this.#slowPath.record('count', name, value, tags, options);
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
    this.#slowPath.record('gauge', name, value, tags, options);
  }

  rate(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.#calls.count();
    this.#slowPath.record('rate', name, value, tags, options);
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
    this.#slowPath.record('histogram', name, value, tags, options);
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
    this.#slowPath.record('distribution', name, value, tags, options);
  }

  set(name: string, member: string | number, tags?: Tags, options?: RecordOptions): void {
    this.#calls.count();
    this.#slowPath.record('set', name, member, tags, options);
  }

  /**
   * Adds what another aggregator has cut, of another process say, to the bucket of its time. It gets
   * the tags of here whose keys it does not have. Of a gauge or rate the value that comes last stays.
   *
   * @returns why it can't be added. Without `countsRefusal` it is in no account of here then.
   */
  take(point: MetricPoint, options: TakeOptions): DropReason | undefined {
    const reason = this.#slowPath.take(point, options);
    if (reason !== undefined && options.countsRefusal !== true) return reason;
    if (reason !== undefined) this.#slowPath.dropped.add(reason, point.samples);
    this.#calls.calls += point.samples;
    return reason;
  }

  /** From here on buckets wait for what is late for at least so long, seconds. */
  keepOpen(lateSeconds: number): void {
    this.#sealed.keepOpen(lateSeconds);
  }

  /** A way to record to one name and tags without looking them up at each call. */
  handle<T extends MetricType>(type: T, name: string, tags?: Tags): HandleByType[T] {
    const index = this.#contexts.indexes[type] as unknown as ContextIndex<T>;
    const source = { time: this.#time, calls: this.#calls };
    return bindHandle(source, index, this, type, name, tags);
  }

  /** The same contexts, with a prefix, tags or host on each that is recorded there. */
  scope(options: ScopeOptions): BindingRecorder {
    const target = { time: this.#time, calls: this.#calls, slowPath: this.#slowPath };
    return new ScopedRecorder(target, this.#contexts.scope(options));
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

  #callClock(isFrozenBetweenCalls: boolean): CallClock {
    if (!isFrozenBetweenCalls) return new CallClock(() => this.tick(), false);
    const watch = new FreezeWatch(this.#problems);
    const read = () => {
      this.tick();
      watch.look(this.#time.now, this.open);
    };
    return new CallClock(read, true);
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
    return this.#reader.cutFull();
  }

  #cut(before: number, unsettled: CutRule['unsettled'] = () => false): Cut {
    const takesAllClosed = before >= this.#rollUp.aligned(this.#time.now);
    if (takesAllClosed) this.#sealed.raise(this.#time.now);
    // What was sealed may change while the cut is read: it seals what was closed when it began.
    const sealedBefore = takesAllClosed ? this.#sealed.before : Number.NEGATIVE_INFINITY;
    this.tick();
    return this.#reader.cut({
      before,
      unsettled: oncePerStart(unsettled),
      seals: (start: number) => start < sealedBefore,
      width: this.#rollUp.width,
      mode: this.mode,
      asDistributions: this.#asDistributions,
    });
  }

  stats(): AggregatorStats {
    return {
      recorded: this.#calls.calls,
      dropped: this.#slowPath.dropped.counts(),
      open: this.open,
      contexts: this.#contexts.size,
    };
  }

  /** Calls in buckets, not handed over yet. */
  get open(): number {
    return this.#calls.calls - this.#slowPath.dropped.total - this.#reader.samples;
  }

  /**
   * Latest start of a bucket that has to be sent whole, unix seconds: another aggregator of the same
   * host and tags must not write to it. `undefined` when there was none.
   */
  get usedUntil(): number | undefined {
    return this.#slowPath.usedUntil;
  }
}
