import type { MetricPoint } from '../metric/metric-point.js';
import { PointEncoder } from './encode-point.js';
import type { EncodingOptions } from './encoding-options.js';
import type { Payload } from './payload.js';
import { PayloadBuilder } from './payload-builder.js';
import { seriesCount } from './series.js';

/**
 * Turns points into requests within the raw-byte and point limits of their routes: each payload of
 * one route and one bucket, the aggregates of one histogram together. A single unit over a limit
 * gets a payload of its own, for the sink to drop by name.
 *
 * Point by point, so that a sink can let other work in between.
 */
export class BatchEncoder {
  readonly #encoding: EncodingOptions;
  readonly #encoder: PointEncoder;
  readonly #series = new Map<number, PayloadBuilder>();
  readonly #distributions = new Map<number, PayloadBuilder>();

  constructor(encoding: EncodingOptions) {
    this.#encoding = encoding;
    this.#encoder = new PointEncoder(encoding);
  }

  /** @returns a payload that is full, now and then. */
  add(point: MetricPoint): Payload | undefined {
    const builder = this.#builderFor(point);
    const text = this.#encoder.encode(point);
    const points = seriesCount(point, this.#encoding);
    const full = builder.hasRoomFor(text, points) ? undefined : builder.take();
    builder.add(point.context.name, text, points, point.samples);
    return full;
  }

  /** The payloads that are not full. */
  finish(): Payload[] {
    const builders = [...this.#series.values(), ...this.#distributions.values()];
    return builders.map((builder) => builder.take());
  }

  #builderFor(point: MetricPoint): PayloadBuilder {
    const builders = point.type === 'distribution' ? this.#distributions : this.#series;
    let builder = builders.get(point.bucketStart);
    if (builder === undefined) {
      builder = new PayloadBuilder(this.#encoder.route(point), point.bucketStart);
      builders.set(point.bucketStart, builder);
    }
    return builder;
  }
}

/** All payloads of a batch, in one go. */
export function encodeBatch(points: Iterable<MetricPoint>, encoding: EncodingOptions): Payload[] {
  const encoder = new BatchEncoder(encoding);
  const payloads: Payload[] = [];
  for (const point of points) {
    const full = encoder.add(point);
    if (full !== undefined) payloads.push(full);
  }
  return [...payloads, ...encoder.finish()];
}
