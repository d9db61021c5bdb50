import type { Sketch } from './sketch.js';

/** The sketches of one context by second. */
export class SketchSeries {
  readonly #sketches = new Map<number, Sketch>();
  #bins = 0;
  #first = Number.POSITIVE_INFINITY;
  #last = 0;

  get length(): number {
    return this.#sketches.size;
  }

  /** Bins of all sketches, which is what they cost. */
  get bins(): number {
    return this.#bins;
  }

  /** Unix seconds of the oldest; infinite without one. */
  get first(): number {
    return this.#first;
  }

  /** Unix seconds of the newest. */
  get last(): number {
    return this.#last;
  }

  /** Adds a sketch to what there is of that second. */
  add(timestamp: number, sketch: Sketch): void {
    const known = this.#sketches.get(timestamp);
    const sum = known === undefined ? sketch : known.plus(sketch);
    this.#bins += sum.keys.length - (known?.keys.length ?? 0);
    this.#sketches.set(timestamp, sum);
    if (timestamp < this.#first) this.#first = timestamp;
    if (timestamp > this.#last) this.#last = timestamp;
  }

  /** Ascending in time, from a second on. */
  from(timestamp: number): [number, Sketch][] {
    return [...this.#sketches].filter(([at]) => at >= timestamp).sort(([a], [b]) => a - b);
  }

  /** Those from a second on. */
  copyFrom(timestamp: number): SketchSeries {
    const copy = new SketchSeries();
    for (const [at, sketch] of this.#sketches) if (at >= timestamp) copy.add(at, sketch);
    return copy;
  }

  /** Forgets those of earlier seconds. Returns how many. */
  dropBefore(timestamp: number): number {
    if (this.#first >= timestamp) return 0;
    let dropped = 0;
    let first = Number.POSITIVE_INFINITY;
    for (const [at, sketch] of this.#sketches) {
      if (at >= timestamp) {
        first = Math.min(first, at);
        continue;
      }
      this.#sketches.delete(at);
      this.#bins -= sketch.keys.length;
      dropped++;
    }
    this.#first = first;
    return dropped;
  }
}
