import { LateSamples } from './late-samples.js';
import { type SortedPoints, sortedPoints } from './sorted-points.js';

const firstCapacity = 8;
/** Up to so many points are put in one by one; more are sorted first. */
const fewPoints = 8;
const noTimestamps = new Uint32Array(0);
const noValues = new Float64Array(0);

/**
 * The points of one series, in ascending time: two typed arrays used as a growing ring.
 *
 * `set` keeps one value per second, `add` keeps every value. No object per point is held.
 *
 * A client that comes back after an outage sends the newest first. `set` inserts such a point near
 * the end where it belongs, `setAll` merges many at once; what `add` gets late is put aside, and all of
 * it merged when somebody looks.
 */
export class PointRing {
  #timestamps: Uint32Array = noTimestamps;
  #values: Float64Array = noValues;
  /** The only point, as long as there was never a second one: arrays cost more than all else. */
  #onlyTimestamp = 0;
  #onlyValue = 0;
  #head = 0;
  #length = 0;
  #late: LateSamples | undefined;

  get length(): number {
    return this.#length + (this.#late?.length ?? 0);
  }

  /** Unix seconds of the point at `index`, 0 being the oldest. */
  timestampAt(index: number): number {
    if (this.#late !== undefined) this.#merge(this.#late);
    return this.#timestampAt(index);
  }

  valueAt(index: number): number {
    if (this.#late !== undefined) this.#merge(this.#late);
    return this.#hasArrays ? (this.#values[this.#slot(index)] as number) : this.#onlyValue;
  }

  /** Index of the first point at `timestamp` or later. */
  firstFrom(timestamp: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.timestampAt(middle) < timestamp) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Gives the points from one second on and before another, in one piece or in two, which hold until
   * the next change.
   */
  read(
    from: number,
    before: number,
    visit: (timestamps: Uint32Array, values: Float64Array) => void,
  ): void {
    const first = this.firstFrom(from);
    const last = this.firstFrom(before);
    if (first >= last) return;
    if (!this.#hasArrays) this.#makeArrays();
    const start = this.#slot(first);
    const untilEnd = Math.min(last - first, this.#timestamps.length - start);
    const visitSlots = (at: number, end: number): void =>
      visit(this.#timestamps.subarray(at, end), this.#values.subarray(at, end));
    visitSlots(start, start + untilEnd);
    if (untilEnd < last - first) visitSlots(0, last - first - untilEnd);
  }

  /** The newest points, from one second on. */
  copyFrom(timestamp: number): PointRing {
    const copy = new PointRing();
    const first = this.firstFrom(timestamp);
    copy.#grow(Math.max(this.length - first, firstCapacity));
    this.read(timestamp, Number.POSITIVE_INFINITY, (timestamps, values) => {
      copy.#timestamps.set(timestamps, copy.#length);
      copy.#values.set(values, copy.#length);
      copy.#length += timestamps.length;
    });
    return copy;
  }

  /** The value at that second becomes this one. Returns the number of points gained: 0 or 1. */
  set(timestamp: number, value: number): number {
    const index = this.#lastTimestamp < timestamp ? this.#length : this.firstFrom(timestamp);
    if (index < this.#length && this.timestampAt(index) === timestamp) {
      if (this.#hasArrays) this.#values[this.#slot(index)] = value;
      else this.#onlyValue = value;
      return 0;
    }
    this.#insert(index, timestamp, value);
    return 1;
  }

  /**
   * As `set` for one after the other, in whatever order they come. Returns the number of points gained.
   *
   * @param values 0 where there is none
   */
  setAll(timestamps: readonly number[], values: readonly number[]): number {
    if (timestamps.length > fewPoints) return this.#mergeIn(sortedPoints(timestamps, values));
    let gained = 0;
    for (let index = 0; index < timestamps.length; index++) {
      gained += this.set(timestamps[index] as number, values[index] ?? 0);
    }
    return gained;
  }

  /** One more value at that second, after those it has. Returns the number of points gained: 1. */
  add(timestamp: number, value: number): number {
    if (this.#lastTimestamp <= timestamp) {
      this.#insert(this.#length, timestamp, value);
    } else {
      this.#late ??= new LateSamples();
      this.#late.add(timestamp, value);
    }
    return 1;
  }

  /** Forgets the oldest `count` points. Returns how many there were to forget. */
  dropOldest(count: number): number {
    if (this.#late !== undefined) this.#merge(this.#late);
    const dropped = Math.min(count, this.#length);
    if (this.#hasArrays) this.#head = this.#slot(dropped);
    this.#length -= dropped;
    return dropped;
  }

  get #hasArrays(): boolean {
    return this.#timestamps.length > 0;
  }

  #makeArrays(): void {
    this.#timestamps = new Uint32Array(firstCapacity);
    this.#values = new Float64Array(firstCapacity);
    this.#timestamps[0] = this.#onlyTimestamp;
    this.#values[0] = this.#onlyValue;
  }

  /** Of what is not late. */
  #timestampAt(index: number): number {
    return this.#hasArrays ? (this.#timestamps[this.#slot(index)] as number) : this.#onlyTimestamp;
  }

  /** Of what is not late; −1 when there is nothing. */
  get #lastTimestamp(): number {
    return this.#length === 0 ? -1 : this.#timestampAt(this.#length - 1);
  }

  #slot(index: number): number {
    const slot = this.#head + index;
    return slot < this.#timestamps.length ? slot : slot - this.#timestamps.length;
  }

  /** Makes room from the nearer end. */
  #insert(index: number, timestamp: number, value: number): void {
    if (!this.#hasArrays) {
      if (this.#length === 0) {
        this.#onlyTimestamp = timestamp;
        this.#onlyValue = value;
        this.#length = 1;
        return;
      }
      this.#makeArrays();
    }
    if (this.#length === this.#timestamps.length) this.#grow(Math.ceil(this.#length * 1.5));
    this.#length++;
    if (index < this.#length >>> 1) {
      this.#head = (this.#head === 0 ? this.#timestamps.length : this.#head) - 1;
      for (let at = 0; at < index; at++) this.#move(at + 1, at);
    } else {
      for (let at = this.#length - 1; at > index; at--) this.#move(at - 1, at);
    }
    this.#write(index, timestamp, value);
  }

  /** From the end, so that each point moves once and what is older than all of it stays. */
  #merge(late: LateSamples): void {
    this.#late = undefined;
    if (!this.#hasArrays) this.#makeArrays();
    const { timestamps, values } = late.sorted();
    let from = this.#length - 1;
    this.#length += timestamps.length;
    if (this.#length > this.#timestamps.length) this.#grow(this.#length);
    let to = this.#length - 1;
    for (let at = timestamps.length - 1; at >= 0; at--) {
      const timestamp = timestamps[at] as number;
      while (from >= 0 && (this.#timestamps[this.#slot(from)] as number) > timestamp) {
        this.#move(from--, to--);
      }
      this.#write(to--, timestamp, values[at] as number);
    }
  }

  /** From the end, too; of a point of the same second the value is replaced. */
  #mergeIn({ timestamps, values }: SortedPoints): number {
    if (!this.#hasArrays) this.#makeArrays();
    const gained = timestamps.length - this.#countHeld(timestamps);
    const needed = this.#length + gained;
    if (needed > this.#timestamps.length) {
      this.#grow(Math.max(needed, Math.ceil(this.#length * 1.5)));
    }
    let from = this.#length - 1;
    let to = needed - 1;
    this.#length = needed;
    for (let at = timestamps.length - 1; at >= 0; at--) {
      const timestamp = timestamps[at] as number;
      while (from >= 0 && this.#timestampAt(from) > timestamp) this.#move(from--, to--);
      if (from >= 0 && this.#timestampAt(from) === timestamp) from--;
      this.#write(to--, timestamp, values[at] as number);
    }
    return gained;
  }

  /** How many of these seconds have a point. */
  #countHeld(timestamps: Uint32Array): number {
    let held = 0;
    let from = this.#length - 1;
    for (let at = timestamps.length - 1; at >= 0; at--) {
      const timestamp = timestamps[at] as number;
      while (from >= 0 && this.#timestampAt(from) > timestamp) from--;
      if (from < 0) return held;
      if (this.#timestampAt(from) === timestamp) held++;
    }
    return held;
  }

  #move(from: number, to: number): void {
    const slot = this.#slot(from);
    this.#write(to, this.#timestamps[slot] as number, this.#values[slot] as number);
  }

  #write(index: number, timestamp: number, value: number): void {
    const slot = this.#slot(index);
    this.#timestamps[slot] = timestamp;
    this.#values[slot] = value;
  }

  #grow(capacity: number): void {
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
