/**
 * The smallest part of a payload that may be delivered or dropped on its own: one series, or all
 * the aggregates of one histogram in one bucket.
 */
export interface Unit {
  /** The metric as the caller named it, to say in a report which one was at fault. */
  readonly metric: string;
  /** Where its text begins in the payload's body, in bytes. */
  readonly start: number;
  /** Where its text ends, exclusive. */
  readonly end: number;
  /** Points on the wire. */
  readonly points: number;
  /** Recorded calls that it is the first to carry. */
  readonly samples: number;
}

/** Bytes before the first unit of a body, and between two of them: `{"series":[` and a comma. */
const openingBytes = 11;
const commaBytes = 1;

/**
 * The units of one payload, in little room: fourteen bytes each, and each name once. As objects they
 * would take several times the room of their compressed text, which matters in a long outage.
 */
export class Units implements Iterable<Unit> {
  readonly #metrics: readonly string[];
  readonly #metricIndexes: Uint16Array;
  readonly #lengths: Uint32Array;
  readonly #points: Uint32Array;
  readonly #samples: Uint32Array;

  constructor(
    metrics: readonly string[],
    metricIndexes: Uint16Array,
    lengths: Uint32Array,
    points: Uint32Array,
    samples: Uint32Array,
  ) {
    this.#metrics = metrics;
    this.#metricIndexes = metricIndexes;
    this.#lengths = lengths;
    this.#points = points;
    this.#samples = samples;
  }

  get length(): number {
    return this.#lengths.length;
  }

  /** Bytes they occupy, names aside: those are the contexts' own. */
  get bytes(): number {
    return 14 * this.length;
  }

  /** Recorded calls that they are the first to carry. */
  get samples(): number {
    return this.#samples.reduce((sum, samples) => sum + samples, 0);
  }

  *[Symbol.iterator](): Generator<Unit> {
    let start = openingBytes;
    for (let index = 0; index < this.length; index++) {
      const end = start + (this.#lengths[index] ?? 0);
      yield {
        metric: this.#metrics[this.#metricIndexes[index] ?? 0] ?? '',
        start,
        end,
        points: this.#points[index] ?? 0,
        samples: this.#samples[index] ?? 0,
      };
      start = end + commaBytes;
    }
  }

  /** As bytes, to be kept outside of memory; `metrics` goes with them. */
  pack(): { readonly metrics: readonly string[]; readonly bytes: Uint8Array } {
    const columns = [this.#metricIndexes, this.#lengths, this.#points, this.#samples];
    const packed = new Uint32Array(columns.length * this.length);
    columns.forEach((column, index) => {
      packed.set(column, index * this.length);
    });
    return { metrics: this.#metrics, bytes: new Uint8Array(packed.buffer) };
  }

  /** Undoes `pack()`. Only ever given our own bytes. */
  static unpack(metrics: readonly string[], bytes: Uint8Array): Units {
    // A copy, since what is read from a file need not begin at a multiple of four.
    const packed = new Uint32Array(Uint8Array.from(bytes).buffer);
    const length = packed.length / 4;
    const column = (index: number) => packed.slice(index * length, (index + 1) * length);
    return new Units(metrics, Uint16Array.from(column(0)), column(1), column(2), column(3));
  }

  /** Those from one place up to another, exclusive, as the units of a body of their own. */
  slice(from: number, to: number): Units {
    return new Units(
      this.#metrics,
      this.#metricIndexes.slice(from, to),
      this.#lengths.slice(from, to),
      this.#points.slice(from, to),
      this.#samples.slice(from, to),
    );
  }
}

/** Gathers the units of a payload: at most as many as it may have points, which is 10,000. */
export class UnitsBuilder {
  readonly #indexes = new Map<string, number>();
  readonly #metricIndexes: number[] = [];
  readonly #lengths: number[] = [];
  readonly #points: number[] = [];
  readonly #samples: number[] = [];

  get length(): number {
    return this.#lengths.length;
  }

  add(metric: string, length: number, points: number, samples: number): void {
    let index = this.#indexes.get(metric);
    if (index === undefined) {
      index = this.#indexes.size;
      this.#indexes.set(metric, index);
    }
    this.#metricIndexes.push(index);
    this.#lengths.push(length);
    this.#points.push(points);
    this.#samples.push(samples);
  }

  build(): Units {
    return new Units(
      [...this.#indexes.keys()],
      Uint16Array.from(this.#metricIndexes),
      Uint32Array.from(this.#lengths),
      Uint32Array.from(this.#points),
      Uint32Array.from(this.#samples),
    );
  }
}
