import type { Context } from '../store/context.js';
import type { HeldMetric } from '../store/held-metric.js';
import type { SeriesStore, StoreListener } from '../store/series-store.js';

/** Metrics, and from which second on each changed. */
export class Changes {
  readonly earliestOf: ReadonlyMap<HeldMetric, number>;

  constructor(earliestOf: ReadonlyMap<HeldMetric, number>) {
    this.earliestOf = earliestOf;
  }

  /** The earliest second that changed in any of them, nothing when none did. */
  earliest(metrics: readonly HeldMetric[]): number | undefined {
    let earliest: number | undefined;
    for (const metric of metrics) {
      const from = this.earliestOf.get(metric);
      if (from !== undefined && (earliest === undefined || from < earliest)) earliest = from;
    }
    return earliest;
  }
}

/** Which metrics changed since they were last taken, and from which second on. */
export class ChangedMetrics implements StoreListener {
  #changed = new Map<HeldMetric, number>();
  readonly #forget: () => void;

  constructor(store: SeriesStore) {
    this.#forget = store.listen(this);
  }

  written({ metric }: Context, timestamp: number): void {
    this.#note(metric, timestamp);
  }

  #note(metric: HeldMetric, timestamp: number): void {
    const known = this.#changed.get(metric);
    if (known === undefined || timestamp < known) this.#changed.set(metric, timestamp);
  }

  removed(metric: HeldMetric): void {
    this.#changed.delete(metric);
  }

  get size(): number {
    return this.#changed.size;
  }

  /** Takes what changed; what changes from now on is for the next time. */
  take(): Changes {
    const changes = new Changes(this.#changed);
    this.#changed = new Map();
    return changes;
  }

  /** Nobody was told of what was taken. */
  giveBack({ earliestOf }: Changes): void {
    for (const [metric, timestamp] of earliestOf) {
      if (metric.contexts.size > 0) this.#note(metric, timestamp);
    }
  }

  close(): void {
    this.#forget();
  }
}
