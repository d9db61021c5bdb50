import type { BucketByType } from '../metric/bucket-types.js';
import type { MetricType } from '../metric/metric-type.js';
import type { Tags } from '../normalize/tags.js';
import type { BucketTime } from './bucket-time.js';
import type { CallClock } from './call-clock.js';
import type { ContextIndex } from './context-index.js';
import {
  type CounterHandle,
  type GaugeHandle,
  type HandleByType,
  type HistogramHandle,
  plainHandle,
} from './handles.js';
import type { LiveContext } from './live-context.js';
import type { Recorder } from './recorder.js';

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

/** Type → its handle, over a hold. Rates and sets have none that is worth it: their plain call is. */
const boundHandle: { readonly [T in MetricType]?: (hold: Hold<T>) => HandleByType[T] } = {
  count: (hold) => new BoundCounter(hold),
  gauge: (hold) => new BoundGauge(hold),
  histogram: (hold) => new BoundHistogram(hold),
  distribution: (hold) => new BoundDistribution(hold),
};

/** A handle that skips the look-up wherever it can, and is the recorder's plain call otherwise. */
export function bindHandle<T extends MetricType>(
  source: HandleSource,
  index: ContextIndex<T>,
  recorder: Recorder,
  type: T,
  name: string,
  tags: Tags | undefined,
): HandleByType[T] {
  const plain: HandleByType[T] = plainHandle[type](recorder, name, tags);
  return boundHandle[type]?.(new Hold(source, plain, () => index.find(name, tags))) ?? plain;
}
