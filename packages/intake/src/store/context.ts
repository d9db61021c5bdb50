import type { SeriesType } from '../decode/decoded-series.js';
import type { Sketch } from '../sketch/sketch.js';
import { SketchSeries } from '../sketch/sketch-series.js';
import type { HeldMetric } from './held-metric.js';
import { PointRing } from './point-ring.js';
import type { Ordered } from './write-order.js';

/**
 * One metric with one host and one set of tags, and the points it has.
 *
 * The type is not part of the identity, as in Datadog: the last one received is shown.
 */
export class Context implements Ordered {
  readonly key: string;
  readonly metric: HeldMetric;
  readonly host: string;
  /** Sorted and unique. */
  readonly tags: readonly string[];
  type: SeriesType;
  /** Seconds that one point covers; 0 when none was sent. */
  interval = 0;
  /** The one written before it, and after it; see `WriteOrder`. */
  older: this | undefined;
  newer: this | undefined;
  readonly points: PointRing = new PointRing();
  /** Of a distribution: what came as sketches, beside the samples in `points`. */
  sketches: SketchSeries | undefined;

  constructor(
    key: string,
    metric: HeldMetric,
    host: string,
    tags: readonly string[],
    type: SeriesType,
  ) {
    this.key = key;
    this.metric = metric;
    this.host = host;
    this.tags = tags;
    this.type = type;
  }

  get isEmpty(): boolean {
    return this.points.length === 0 && (this.sketches?.length ?? 0) === 0;
  }

  /** Unix seconds of the oldest that is held; infinite without one. */
  get earliest(): number {
    const { points, sketches } = this;
    const ofPoints = points.length === 0 ? Number.POSITIVE_INFINITY : points.timestampAt(0);
    return sketches === undefined ? ofPoints : Math.min(ofPoints, sketches.first);
  }

  /** Points, or samples and sketches. */
  get held(): number {
    return this.points.length + (this.sketches?.length ?? 0);
  }

  /** Whether points of such a series are its own. @param tags sorted and unique */
  isOf(name: string, distribution: boolean, host: string, tags: readonly string[]): boolean {
    const { metric } = this;
    if (name !== metric.name || distribution !== metric.distribution) return false;
    if (host !== this.host || tags.length !== this.tags.length) return false;
    for (let index = 0; index < tags.length; index++) {
      if (tags[index] !== this.tags[index]) return false;
    }
    return true;
  }

  /** Adds a sketch. Returns the number of bins gained. */
  addSketch(timestamp: number, sketch: Sketch): number {
    this.sketches ??= new SketchSeries();
    const before = this.sketches.bins;
    this.sketches.add(timestamp, sketch);
    return this.sketches.bins - before;
  }

  /** The host counts as the tag `host:<name>`, as it does in Datadog. */
  hasTags(tags: readonly string[]): boolean {
    return tags.every((tag) => this.tags.includes(tag) || tag === `host:${this.host}`);
  }
}
