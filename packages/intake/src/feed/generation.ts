import type { Context } from '../store/context.js';
import type { HeldMetric } from '../store/held-metric.js';
import type { SeriesStore, StoreListener } from '../store/series-store.js';
import type { Pass } from './pass.js';

/** Of more points a copy is read, which stays as it is over pauses. */
const manyPoints = 20_000;

/** What a context was at one time. */
export type FrozenContext = Pick<Context, 'type' | 'interval' | 'points' | 'sketches' | 'held'>;

/** What an answer is made from, and within which slices of time. */
export interface Reading {
  readonly pass: Pass;
  readonly generation: Generation;
}

/**
 * Some metrics as they were at one time, while points go on being written: what is about to change is
 * copied before, from the window on; all else is read where it is.
 */
export class Generation implements StoreListener {
  readonly #from: number;
  readonly #contexts: ReadonlyMap<HeldMetric, readonly Context[]>;
  /** By key: a context may be removed, and another one of the same key come. */
  readonly #copies = new Map<string, FrozenContext>();
  readonly #forget: () => void;

  /** @param from unix seconds; earlier points are not looked at */
  constructor(store: SeriesStore, metrics: Iterable<HeldMetric>, from: number) {
    this.#from = from;
    this.#contexts = new Map(Array.from(metrics, (metric) => [metric, [...metric.contexts]]));
    this.#forget = store.listen(this);
  }

  /** The contexts that there were. */
  contextsOf(metric: HeldMetric): readonly Context[] {
    return this.#contexts.get(metric) ?? [];
  }

  /** What a context was. */
  read(context: Context): FrozenContext {
    if (context.points.length > manyPoints) this.changing(context);
    return this.#copies.get(context.key) ?? context;
  }

  changing(context: Context): void {
    if (!this.#contexts.has(context.metric) || this.#copies.has(context.key)) return;
    const { key, type, interval, points, sketches, held } = context;
    this.#copies.set(key, {
      ...{ type, interval, held },
      points: points.copyFrom(this.#from),
      sketches: sketches?.copyFrom(this.#from),
    });
  }

  written(): void {}

  removed(): void {}

  close(): void {
    this.#forget();
  }
}
