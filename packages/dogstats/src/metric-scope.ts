import {
  type CounterHandle,
  createTime,
  createTimed,
  type GaugeHandle,
  type HistogramHandle,
  type MetricTimer,
  type Recorder,
  type RecordOptions,
  type ScopeOptions,
  type SetHandle,
  startTimer,
  type Tags,
  type Time,
  type Timed,
  type TimingOptions,
  type TimingTarget,
} from '@dogstats/core';
import { ChildDoor, type Door } from './door.js';
import { counterHandle, gaugeHandle, histogramHandle, setHandle } from './handles.js';
import type { CheckStatus, EventOptions, ServiceCheckOptions } from './notices/notice-options.js';
import { type RecordingCalls, recordingCalls } from './recording-calls.js';
import { showAs, shownScopes } from './show-as.js';

/**
 * Everything that records: what `dogStats` and its children have in common.
 *
 * No method throws, blocks or keeps the process alive, before `start()` and after `close()` included.
 * Those that record work without their scope, too: `const { increment } = scope`.
 */
export class MetricScope implements Recorder {
  /**
   * Times functions: `timed('load', loadUser)` wraps one, `@timed('load')` decorates a method. Sync,
   * async or a generator, returned or thrown; seconds in a histogram, unless the options say
   * otherwise.
   */
  readonly timed: Timed;
  /** Runs a function now and times it: `await dogStats.time('load', () => loadUser(7))`. */
  readonly time: Time;
  readonly #door: Door;
  readonly #calls: RecordingCalls;
  readonly #timing: TimingTarget;

  static {
    showAs(MetricScope.prototype, (scope) => shownScopes(scope.#door.plain.scopes));
  }

  /** @internal Scopes are made by `child()`. */
  constructor(door: Door) {
    this.#door = door;
    this.#timing = {
      recorder: this,
      clock: door.clock,
      get isOff() {
        return door.isOff;
      },
    };
    this.timed = createTimed(this.#timing);
    this.time = createTime(this.#timing);
    this.#calls = recordingCalls(door);
    Object.assign(this, this.#calls);
  }

  /** Adds to a count. */
  increment(name: string, value?: number, tags?: Tags, options?: RecordOptions): void {
    this.#calls.increment(name, value, tags, options);
  }

  /** Takes off a count. */
  decrement(name: string, value?: number, tags?: Tags, options?: RecordOptions): void {
    this.#calls.decrement(name, value, tags, options);
  }

  /** Adds to a count: `increment` with a value that must be given. */
  count(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.#calls.count(name, value, tags, options);
  }

  /** How much there is now. The last value of each bucket is sent. */
  gauge(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.#calls.gauge(name, value, tags, options);
  }

  /** A number per second that you worked out. The last one of each bucket is sent. */
  rate(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.#calls.rate(name, value, tags, options);
  }

  /** One of many values: minimum, maximum, average, count and percentiles of them are sent. */
  histogram(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.#calls.histogram(name, value, tags, options);
  }

  /** A duration that you measured, in the unit of your choice: the same as `histogram`. */
  timing(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.#calls.timing(name, value, tags, options);
  }

  /** One of many values, all of which are sent: Datadog computes percentiles over all hosts. */
  distribution(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.#calls.distribution(name, value, tags, options);
  }

  /** Something seen, such as a user's id. The number of different ones per bucket is sent. */
  set(name: string, member: string | number, tags?: Tags, options?: RecordOptions): void {
    this.#calls.set(name, member, tags, options);
  }

  /**
   * A count with name and tags bound: its `increment()` skips the look-up. For the hottest places.
   * May be made before `start()`. Tags of `withTags()` are not on what it records.
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
   * Something that happened, for Datadog's event stream; sent with the next flush, by itself.
   *
   * @param text may be Markdown between `%%% \n` and `\n %%%`; 4,000 characters at most.
   */
  event(title: string, text: string, options?: EventOptions): void {
    this.#calls.event(title, text, options);
  }

  /** Whether something works: `serviceCheck('db.up', 'ok')`. Sent with the next flush, by itself. */
  serviceCheck(name: string, status: CheckStatus, options?: ServiceCheckOptions): void {
    this.#calls.serviceCheck(name, status, options);
  }

  /**
   * The same for a part of the program: its prefix, tags and host are on whatever is recorded there.
   * May be made before `start()`, and have children of its own. All share one account and one flush.
   */
  child(options: ScopeOptions): MetricScope {
    return new MetricScope(new ChildDoor(this.#door, options));
  }
}
