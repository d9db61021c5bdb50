import type { SeriesType } from '../decode/decoded-series.js';
import type { HeldMetric } from './held-metric.js';
import { PointRing } from './point-ring.js';

/**
 * One metric with one host and one set of tags, and the points it has.
 *
 * The type is not part of the identity, as in Datadog: the last one received is shown.
 */
export class Context {
  readonly key: string;
  readonly metric: HeldMetric;
  readonly host: string;
  /** Sorted and unique. */
  readonly tags: readonly string[];
  type: SeriesType;
  /** Seconds that one point covers; 0 when none was sent. */
  interval = 0;
  /** Number of the last write, counted over the whole store. */
  writtenAt = 0;
  readonly points: PointRing = new PointRing();

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

  /** The host counts as the tag `host:<name>`, as it does in Datadog. */
  hasTags(tags: readonly string[]): boolean {
    return tags.every((tag) => this.tags.includes(tag) || tag === `host:${this.host}`);
  }
}
