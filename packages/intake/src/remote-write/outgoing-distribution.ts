import type { Label } from '../prometheus/series.js';
import { sketchAt, summary, summaryLabels } from '../prometheus/summary.js';
import { type EncodedSeries, encodeLabels } from '../prometheus/write-request.js';
import { Context } from '../store/context.js';
import { PointRing } from '../store/point-ring.js';
import { type Outgoing, type PutPoints, putLater, type Source } from './outgoing.js';

/**
 * A distribution: as many series as there are aggregates. Prometheus has no samples of its own for it, so
 * each second becomes what a summary is, of that second alone. Its values are read when they go.
 */
export class OutgoingDistribution implements Outgoing {
  /** Seconds; the values mean nothing. */
  readonly points: PointRing = new PointRing();
  readonly samplesPerPoint: number = summary.length;
  readonly #labels: readonly Buffer[];
  #source: Context;
  #takenUntil = -1;

  constructor(context: Context, labels: readonly Label[]) {
    this.#source = context;
    this.#labels = summary.map((aggregate) => encodeLabels(summaryLabels(labels, aggregate)));
  }

  get source(): Context {
    return this.#source;
  }

  handOver(source: Source): boolean {
    if (!(source instanceof Context)) return false;
    this.#source = source;
    return true;
  }

  get takenUntil(): number {
    return this.#takenUntil;
  }

  put(timestamps: readonly number[]): PutPoints {
    return putLater(this.points, this.#takenUntil, timestamps, []);
  }

  take(): EncodedSeries[] {
    this.#takenUntil = this.points.timestampAt(0);
    this.points.dropOldest(1);
    const sketch = sketchAt(this.#source, this.#takenUntil);
    if (sketch === undefined) return [];
    const timestamp = this.#takenUntil * 1_000;
    return summary.map(({ of }, at) => ({
      labels: this.#labels[at] as Buffer,
      samples: [{ timestamp, value: of(sketch) }],
    }));
  }
}
