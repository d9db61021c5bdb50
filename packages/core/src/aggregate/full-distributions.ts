import type { MetricPoint } from '../metric/metric-point.js';

/** Samples that may wait for their early cut; more than that within one turn are dropped. */
const maxWaitingSamples = 1_000_000;

/** Distributions that were full before their bucket was cut. */
export class FullDistributions {
  #points: MetricPoint[] = [];
  #samples = 0;

  /** @returns false when too many wait already. */
  add(point: MetricPoint): boolean {
    if (this.#samples + point.samples > maxWaitingSamples) return false;
    this.#points.push(point);
    this.#samples += point.samples;
    return true;
  }

  /** Takes the oldest one out. */
  shift(): MetricPoint | undefined {
    const point = this.#points.shift();
    if (point !== undefined) this.#samples -= point.samples;
    return point;
  }
}
