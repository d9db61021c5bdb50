import type { MetricType } from '../metric/metric-type.js';
import type { Tags } from '../normalize/tags.js';
import type { HandleByType } from './handles.js';
import type { ScopeOptions } from './scope.js';

/** What a recording call may say besides name, value and tags. */
export interface RecordOptions {
  /** When it was: unix **seconds**, fractions allowed, or a `Date`. Without it: now. */
  readonly timestamp?: number | Date | undefined;
  /** Host it belongs to instead of the configured one; `''` for none. */
  readonly host?: string | undefined;
  /**
   * Chance of being kept, above 0 and at most 1. Kept counts are scaled by its inverse and
   * histogram samples weigh that much. Gauges, rates, sets and distributions ignore it.
   */
  readonly sampleRate?: number | undefined;
}

/**
 * What records. No method ever throws, blocks or logs per call, whatever its arguments are: what
 * can't be used is counted as dropped, with a reason.
 */
export interface Recorder {
  /** Adds to a count. Sent as the sum over each bucket. */
  increment(name: string, value?: number, tags?: Tags, options?: RecordOptions): void;
  /** Takes off a count. */
  decrement(name: string, value?: number, tags?: Tags, options?: RecordOptions): void;
  /** How much there is now. The last value of a bucket is sent. */
  gauge(name: string, value: number, tags?: Tags, options?: RecordOptions): void;
  /** A number per second that the caller worked out. The last one of a bucket is sent. */
  rate(name: string, value: number, tags?: Tags, options?: RecordOptions): void;
  /** One of many values. Minimum, maximum, average, count and percentiles are sent. */
  histogram(name: string, value: number, tags?: Tags, options?: RecordOptions): void;
  /** One of many values, all of which are sent: the server computes percentiles over all hosts. */
  distribution(name: string, value: number, tags?: Tags, options?: RecordOptions): void;
  /** Something seen. The number of different ones is sent. */
  set(name: string, member: string | number, tags?: Tags, options?: RecordOptions): void;
}

/** A recorder that can bind name and tags once, for calls that don't look them up. */
export interface BindingRecorder extends Recorder {
  /** @param tags not copied: the caller must not change them. */
  handle<T extends MetricType>(type: T, name: string, tags?: Tags): HandleByType[T];
  /** Records to the same contexts, with something put on each of them. */
  scope(options: ScopeOptions): BindingRecorder;
}
