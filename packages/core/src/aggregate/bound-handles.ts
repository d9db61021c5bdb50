import type { BucketByType } from '../metric/bucket-types.js';
import type { MetricType } from '../metric/metric-type.js';
import type { BucketTime } from './bucket-time.js';
import type { CallClock } from './call-clock.js';
import type { CounterHandle, GaugeHandle, HandleByType, HistogramHandle } from './handles.js';
import type { LiveContext } from './live-context.js';

/** What the fast paths of handles read. */
export interface HandleSource {
  readonly time: BucketTime;
  readonly calls: CallClock;
}

/**
 * A handle's hold on its context: looked up by the plain call whenever the context has no bucket of
 * the present, then held. A context that was forgotten has none, and so is looked up again.
 */
class Hold<T extends MetricType> {
  readonly time: BucketTime;
  readonly calls: CallClock;
  readonly plain: HandleByType[T];
  readonly #find: () => LiveContext<T> | undefined;
  #live: LiveContext<T> | undefined;

  constructor(
    source: HandleSource,
    plain: HandleByType[T],
    find: () => LiveContext<T> | undefined,
  ) {
    this.time = source.time;
    this.calls = source.calls;
    this.plain = plain;
    this.#find = find;
  }

  get bucket(): BucketByType[T] | undefined {
    return this.#live?.bucket;
  }

  /** After a plain call: it has made what there is to hold. */
  renew(): void {
    this.#live = this.#find();
  }
}

class BoundCounter implements CounterHandle {
  readonly #hold: Hold<'count'>;

  constructor(hold: Hold<'count'>) {
    this.#hold = hold;
  }

  increment(value = 1): void {
    const hold = this.#hold;
    const { bucket } = hold;
    if (bucket !== undefined && bucket.start === hold.time.openStart && Number.isFinite(value)) {
      hold.calls.count();
      bucket.add(value, 1);
      return;
    }
    hold.plain.increment(value);
    hold.renew();
  }

  decrement(value = 1): void {
    this.increment(typeof value === 'number' ? -value : value);
  }
}

class BoundGauge implements GaugeHandle {
  readonly #hold: Hold<'gauge'>;

  constructor(hold: Hold<'gauge'>) {
    this.#hold = hold;
  }

  set(value: number): void {
    const hold = this.#hold;
    const { bucket } = hold;
    if (bucket !== undefined && bucket.start === hold.time.currentStart && Number.isFinite(value)) {
      hold.calls.count();
      bucket.set(value);
      return;
    }
    hold.plain.set(value);
    hold.renew();
  }
}

class BoundHistogram implements HistogramHandle {
  readonly #hold: Hold<'histogram'>;

  constructor(hold: Hold<'histogram'>) {
    this.#hold = hold;
  }

  record(value: number): void {
    const hold = this.#hold;
    const { bucket } = hold;
    if (bucket !== undefined && bucket.start === hold.time.openStart && Number.isFinite(value)) {
      hold.calls.count();
      bucket.add(value, 1);
      return;
    }
    hold.plain.record(value);
    hold.renew();
  }
}

class BoundDistribution implements HistogramHandle {
  readonly #hold: Hold<'distribution'>;

  constructor(hold: Hold<'distribution'>) {
    this.#hold = hold;
  }

  record(value: number): void {
    const hold = this.#hold;
    const { bucket } = hold;
    if (
      bucket !== undefined &&
      bucket.start === hold.time.currentStart &&
      !bucket.nearlyFull &&
      Number.isFinite(value)
    ) {
      hold.calls.count();
      bucket.add(value);
      return;
    }
    hold.plain.record(value);
    hold.renew();
  }
}

type Find<T extends MetricType> = () => LiveContext<T> | undefined;

/** Type → a handle that skips the look-up. Rates and sets are not worth it: their plain call is. */
export const boundHandle: {
  readonly [T in MetricType]: (
    source: HandleSource,
    plain: HandleByType[T],
    find: Find<T>,
  ) => HandleByType[T];
} = {
  count: (source, plain, find) => new BoundCounter(new Hold<'count'>(source, plain, find)),
  gauge: (source, plain, find) => new BoundGauge(new Hold<'gauge'>(source, plain, find)),
  histogram: (source, plain, find) =>
    new BoundHistogram(new Hold<'histogram'>(source, plain, find)),
  distribution: (source, plain, find) =>
    new BoundDistribution(new Hold<'distribution'>(source, plain, find)),
  rate: (_source, plain) => plain,
  set: (_source, plain) => plain,
};
