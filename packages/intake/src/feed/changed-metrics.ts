import type { Context } from '../store/context.js';
import type { HeldMetric } from '../store/held-metric.js';
import type { SeriesStore, StoreListener } from '../store/series-store.js';

/** Which metrics changed since they were last taken, and from which second on. */
export class ChangedMetrics implements StoreListener {
  readonly #changed = new Map<HeldMetric, number>();
  readonly #forget: () => void;

  constructor(store: SeriesStore) {
    this.#forget = store.listen(this);
  }

  written({ metric }: Context, timestamp: number): void {
    const known = this.#changed.get(metric);
    if (known === undefined || timestamp < known) this.#changed.set(metric, timestamp);
  }

  removed(metric: HeldMetric): void {
    this.#changed.delete(metric);
  }

  get size(): number {
    return this.#changed.size;
  }

  /** Those that changed. */
  metrics(): HeldMetric[] {
    return [...this.#changed.keys()];
  }

  /** The earliest second that changed in any of them, nothing when none did. */
  earliest(metrics: readonly HeldMetric[]): number | undefined {
    let earliest: number | undefined;
    for (const metric of metrics) {
      const from = this.#changed.get(metric);
      if (from !== undefined && (earliest === undefined || from < earliest)) earliest = from;
    }
    return earliest;
  }

  clear(): void {
    this.#changed.clear();
  }

  close(): void {
    this.#forget();
  }
}
