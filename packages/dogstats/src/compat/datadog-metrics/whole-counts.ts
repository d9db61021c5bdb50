import type { Series } from './metrics.js';

/** Counts that may still grow after they were sent. */
const maxKept = 100_000;

/**
 * Datadog keeps the last value of a series and second, and adds nothing up. A count that is flushed twice
 * within a second is therefore sent as a whole the second time.
 */
export class WholeCounts {
  /** Sums by series and second, the latest sent last. */
  readonly #sent = new Map<string, number>();

  /** The series as they have to be sent. */
  of(series: readonly Series[]): readonly Series[] {
    return series.map((one) => (one.type === 'count' ? this.#whole(one) : one));
  }

  #whole(series: Series): Series {
    const { metric, host, tags, points } = series;
    return {
      ...series,
      points: points.map(([second, value]) => {
        if (typeof value !== 'number') return [second, value];
        const identity = JSON.stringify([second, metric, host, [...(tags ?? [])].sort()]);
        const sum = (this.#sent.get(identity) ?? 0) + value;
        this.#keep(identity, sum);
        return [second, sum];
      }),
    };
  }

  #keep(identity: string, sum: number): void {
    this.#sent.delete(identity);
    this.#sent.set(identity, sum);
    for (const oldest of this.#sent.keys()) {
      if (this.#sent.size <= maxKept) break;
      this.#sent.delete(oldest);
    }
  }
}
