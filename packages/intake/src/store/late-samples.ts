const firstCapacity = 8;

/** Samples in ascending time. */
export interface SortedSamples {
  /** Unix seconds. */
  readonly timestamps: Uint32Array;
  readonly values: Float64Array;
}

/** Samples of earlier times than what is held already, as they came. */
export class LateSamples {
  #timestamps: Uint32Array = new Uint32Array(firstCapacity);
  #values: Float64Array = new Float64Array(firstCapacity);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(timestamp: number, value: number): void {
    if (this.#length === this.#timestamps.length) this.#grow();
    this.#timestamps[this.#length] = timestamp;
    this.#values[this.#length++] = value;
  }

  /** Those of one second stay in the order in which they came. */
  sorted(): SortedSamples {
    const next = this.#firstIndexes();
    const timestamps = new Uint32Array(this.#length);
    const values = new Float64Array(this.#length);
    for (let from = 0; from < this.#length; from++) {
      const timestamp = this.#timestamps[from] as number;
      const to = next.get(timestamp) as number;
      next.set(timestamp, to + 1);
      timestamps[to] = timestamp;
      values[to] = this.#values[from] as number;
    }
    return { timestamps, values };
  }

  /** Where the samples of each second begin: there are few seconds, so counting is all it takes. */
  #firstIndexes(): Map<number, number> {
    const indexes = new Map<number, number>();
    for (let at = 0; at < this.#length; at++) {
      const timestamp = this.#timestamps[at] as number;
      indexes.set(timestamp, (indexes.get(timestamp) ?? 0) + 1);
    }
    let index = 0;
    for (const timestamp of [...indexes.keys()].sort((a, b) => a - b)) {
      const count = indexes.get(timestamp) as number;
      indexes.set(timestamp, index);
      index += count;
    }
    return indexes;
  }

  #grow(): void {
    const capacity = Math.ceil(this.#length * 1.5);
    const timestamps = new Uint32Array(capacity);
    const values = new Float64Array(capacity);
    timestamps.set(this.#timestamps);
    values.set(this.#values);
    this.#timestamps = timestamps;
    this.#values = values;
  }
}
