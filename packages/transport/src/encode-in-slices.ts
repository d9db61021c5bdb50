import { BatchEncoder, type EncodingOptions, type MetricPoint, type Payload } from '@dogstats/core';

/** How long encoding holds the event loop, in milliseconds; a garbage collection may come on top. */
const sliceMs = 1;

/** Points between two looks at the time. */
const pointsPerLook = 64;

/**
 * Encodes a batch in slices, between which other work has its turn. What a point carries is read in
 * its slice, not before.
 */
export class SlicedEncoding {
  readonly #points: Iterator<MetricPoint>;
  readonly #encoder: BatchEncoder;
  #isDrained = false;

  constructor(points: Iterable<MetricPoint>, encoding: EncodingOptions) {
    this.#points = points[Symbol.iterator]();
    this.#encoder = new BatchEncoder(encoding);
  }

  /**
   * @param take given each payload as soon as it is full. While it works on one the next is encoded,
   *   and no more than that: bodies are large until they are compressed.
   */
  async run(take: (payload: Payload) => Promise<void>): Promise<void> {
    let sliceEndsMs = performance.now() + sliceMs;
    let untilLook = pointsPerLook;
    let taken: Promise<void> | undefined;
    for (let point = this.#points.next(); point.done !== true; point = this.#points.next()) {
      const full = this.#encoder.add(point.value);
      if (full !== undefined) {
        await taken;
        taken = take(full);
      }
      if (--untilLook > 0 && full === undefined) continue;
      untilLook = pointsPerLook;
      // Taking a payload over is work of its own: the turn ends with it.
      if (full === undefined && performance.now() < sliceEndsMs) continue;
      await new Promise((resolve) => setImmediate(resolve));
      sliceEndsMs = performance.now() + sliceMs;
    }
    const last = this.#isDrained ? [] : this.#encoder.finish();
    await Promise.all([taken, ...last.map(take)]);
  }

  /** Encodes all that is left at once; `run()` finds nothing more to do. */
  drain(): Payload[] {
    if (this.#isDrained) return [];
    this.#isDrained = true;
    const payloads: Payload[] = [];
    for (let point = this.#points.next(); point.done !== true; point = this.#points.next()) {
      const full = this.#encoder.add(point.value);
      if (full !== undefined) payloads.push(full);
    }
    return [...payloads, ...this.#encoder.finish()];
  }
}
