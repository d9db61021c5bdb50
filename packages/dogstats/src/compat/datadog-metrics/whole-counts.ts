import type { Series } from './metrics.js';

/** How long a count may grow after it was sent; what is older was stamped by the caller. */
const keptSeconds = 120;
const maxKept = 100_000;

/**
 * Datadog keeps the last value of a series and second, and adds nothing up. A count that is flushed twice
 * within a second is therefore sent as a whole the second time.
 */
export class WholeCounts {
  #sent = new Map<string, { second: number; sum: number }>();

  /** The series as they have to be sent. */
  of(series: readonly Series[]): readonly Series[] {
    return series.map((one) => (one.type === 'count' ? this.#whole(one) : one));
  }

  #whole(series: Series): Series {
    const { metric, host, tags, points } = series;
    const identity = JSON.stringify([metric, host, [...(tags ?? [])].sort()]);
    return {
      ...series,
      points: points.map(([second, value]) => {
        if (typeof value !== 'number') return [second, value];
        const earlier = this.#sent.get(identity);
        const sum = earlier?.second === second ? earlier.sum + value : value;
        this.#keep(identity, second, sum);
        return [second, sum];
      }),
    };
  }

  #keep(identity: string, second: number, sum: number): void {
    if (this.#sent.size >= maxKept) this.#forgetOld();
    // Last in the order of the map, so that the oldest come first.
    this.#sent.delete(identity);
    this.#sent.set(identity, { second, sum });
  }

  #forgetOld(): void {
    const oldest = Date.now() / 1000 - keptSeconds;
    for (const [identity, { second }] of this.#sent) {
      if (second < oldest || this.#sent.size >= maxKept) this.#sent.delete(identity);
    }
  }
}
