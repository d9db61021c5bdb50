import type { Unit } from '@dogstats/core';

/** Bytes before the first unit of a body, and between two of them: `{"series":[` and a comma. */
const openingBytes = 11;
const commaBytes = 1;

/**
 * The units of one payload in little room: fourteen bytes each, and each name once. As objects they
 * take several times the room of their compressed text, which matters in a long outage.
 */
export class PackedUnits {
  readonly #metrics: readonly string[];
  readonly #metricIndexes: Uint16Array;
  readonly #lengths: Uint32Array;
  readonly #points: Uint32Array;
  readonly #samples: Uint32Array;

  /** @param units of one payload: at most as many as it may have points, which is 10,000. */
  constructor(units: readonly Unit[]) {
    this.#metricIndexes = new Uint16Array(units.length);
    this.#lengths = new Uint32Array(units.length);
    this.#points = new Uint32Array(units.length);
    this.#samples = new Uint32Array(units.length);
    const indexes = new Map<string, number>();
    for (const [index, unit] of units.entries()) {
      const metricIndex = indexes.get(unit.metric) ?? indexes.size;
      indexes.set(unit.metric, metricIndex);
      this.#metricIndexes[index] = metricIndex;
      this.#lengths[index] = unit.end - unit.start;
      this.#points[index] = unit.points;
      this.#samples[index] = unit.samples;
    }
    this.#metrics = [...indexes.keys()];
  }

  get length(): number {
    return this.#lengths.length;
  }

  /** Bytes they occupy, names aside: those are the contexts' own. */
  get bytes(): number {
    return 14 * this.length;
  }

  unpack(): Unit[] {
    let start = openingBytes;
    return Array.from(this.#lengths, (length, index) => {
      const unit: Unit = {
        metric: this.#metrics[this.#metricIndexes[index] ?? 0] ?? '',
        start,
        end: start + length,
        points: this.#points[index] ?? 0,
        samples: this.#samples[index] ?? 0,
      };
      start = unit.end + commaBytes;
      return unit;
    });
  }
}
