import type { SpaceAggregator } from '../syntax/metric-query.js';

/** Makes one line of many, interval by interval; where a line has no value it has no say. */
export class SpaceAggregation {
  readonly #aggregator: SpaceAggregator;
  readonly #values: Float64Array;
  readonly #counts: Uint32Array;

  constructor(aggregator: SpaceAggregator, length: number) {
    this.#aggregator = aggregator;
    this.#values = new Float64Array(length);
    this.#counts = new Uint32Array(length);
  }

  add(line: Float64Array): void {
    const values = this.#values;
    const counts = this.#counts;
    const sign = this.#aggregator === 'max' ? -1 : 1;
    const picks = this.#aggregator === 'min' || this.#aggregator === 'max';
    for (let slot = 0; slot < line.length; slot++) {
      const value = line[slot] as number;
      if (Number.isNaN(value)) continue;
      const held = values[slot] as number;
      if (!picks) values[slot] = held + value;
      else if (counts[slot] === 0 || sign * value < sign * held) values[slot] = value;
      counts[slot] = (counts[slot] as number) + 1;
    }
  }

  /** @returns `undefined` when no line had a value at all */
  result(): Float64Array | undefined {
    const values = this.#values;
    let some = false;
    for (let slot = 0; slot < values.length; slot++) {
      const count = this.#counts[slot] as number;
      if (count > 0) some = true;
      if (count === 0) values[slot] = Number.NaN;
      else if (this.#aggregator === 'avg') values[slot] = (values[slot] as number) / count;
      else if (this.#aggregator === 'count') values[slot] = count;
    }
    return some ? values : undefined;
  }
}
