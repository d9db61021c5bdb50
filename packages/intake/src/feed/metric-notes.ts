import type { HeldMetric } from '../store/held-metric.js';

/** What was worked out of a metric's contexts, kept until one comes or goes. */
export class MetricNotes<T> {
  readonly #notes = new WeakMap<HeldMetric, { readonly composition: number; readonly note: T }>();
  readonly #make: (metric: HeldMetric) => T;

  /** @param make quick: nobody has their turn meanwhile */
  constructor(make: (metric: HeldMetric) => T) {
    this.#make = make;
  }

  of(metric: HeldMetric): T {
    const { composition } = metric;
    const known = this.#notes.get(metric);
    if (known?.composition === composition) return known.note;
    const note = this.#make(metric);
    this.#notes.set(metric, { composition, note });
    return note;
  }
}
