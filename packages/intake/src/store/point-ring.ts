const firstCapacity = 8;

/**
 * The points of one series, in ascending time: two typed arrays used as a growing ring.
 *
 * `set` keeps one value per second, `add` keeps every value. No object per point is held.
 */
export class PointRing {
  #timestamps: Uint32Array = new Uint32Array(firstCapacity);
  #values: Float64Array = new Float64Array(firstCapacity);
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Unix seconds of the point at `index`, 0 being the oldest. */
  timestampAt(index: number): number {
    return this.#timestamps[this.#slot(index)] as number;
  }

  valueAt(index: number): number {
    return this.#values[this.#slot(index)] as number;
  }

  /** Index of the first point at `timestamp` or later. */
  firstFrom(timestamp: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.timestampAt(middle) < timestamp) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The value at that second becomes this one. Returns the number of points gained: 0 or 1. */
  set(timestamp: number, value: number): number {
    const index = this.#isLast(timestamp) ? this.#length : this.firstFrom(timestamp);
    if (index < this.#length && this.timestampAt(index) === timestamp) {
      this.#values[this.#slot(index)] = value;
      return 0;
    }
    this.#insert(index, timestamp, value);
    return 1;
  }

  /** One more value at that second, after those it has. Returns the number of points gained: 1. */
  add(timestamp: number, value: number): number {
    const index = this.#isLast(timestamp) ? this.#length : this.firstFrom(timestamp + 1);
    this.#insert(index, timestamp, value);
    return 1;
  }

  /** Forgets the oldest `count` points. Returns how many there were to forget. */
  dropOldest(count: number): number {
    const dropped = Math.min(count, this.#length);
    this.#head = this.#slot(dropped);
    this.#length -= dropped;
    return dropped;
  }

  /** Whether a point of that time goes behind all others, the ordinary case. */
  #isLast(timestamp: number): boolean {
    return this.#length === 0 || this.timestampAt(this.#length - 1) < timestamp;
  }

  #slot(index: number): number {
    const slot = this.#head + index;
    return slot < this.#timestamps.length ? slot : slot - this.#timestamps.length;
  }

  #insert(index: number, timestamp: number, value: number): void {
    if (this.#length === this.#timestamps.length) this.#grow();
    this.#length++;
    for (let at = this.#length - 1; at > index; at--) {
      const to = this.#slot(at);
      const from = this.#slot(at - 1);
      this.#timestamps[to] = this.#timestamps[from] as number;
      this.#values[to] = this.#values[from] as number;
    }
    this.#timestamps[this.#slot(index)] = timestamp;
    this.#values[this.#slot(index)] = value;
  }

  #grow(): void {
    const capacity = Math.ceil(this.#length * 1.5);
    const timestamps = new Uint32Array(capacity);
    const values = new Float64Array(capacity);
    const untilEnd = this.#timestamps.length - this.#head;
    timestamps.set(this.#timestamps.subarray(this.#head));
    timestamps.set(this.#timestamps.subarray(0, this.#head), untilEnd);
    values.set(this.#values.subarray(this.#head));
    values.set(this.#values.subarray(0, this.#head), untilEnd);
    this.#timestamps = timestamps;
    this.#values = values;
    this.#head = 0;
  }
}
