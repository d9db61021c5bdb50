import type { Label } from '../prometheus/series.js';
import { type EncodedSeries, encodeLabels } from '../prometheus/write-request.js';
import { PointRing } from '../store/point-ring.js';

/** Where points come from: a context of the store is one. */
export interface Source {
  readonly metric: { readonly name: string };
  /** Whether nothing is held of it any more; then its labels may be another's. */
  readonly isEmpty: boolean;
}

/** What one context or check has for the store: what waits, and up to where it was handed on. */
export interface Outgoing {
  /** Whose points they are. */
  readonly source: Source;
  /** From now on they are another's, whose labels are the same. Returns whether they can be. */
  handOver(source: Source): boolean;
  /** What waits, by second. */
  readonly points: PointRing;
  /** Samples that one second becomes. */
  readonly samplesPerPoint: number;
  /** Unix seconds up to which samples were taken; −1 before the first. */
  readonly takenUntil: number;
  /**
   * The value of a second.
   *
   * @returns whether that second did not wait already; nothing when it is too late for it
   */
  set(timestamp: number, value: number): boolean | undefined;
  /**
   * The oldest point, which waits no more.
   *
   * @returns no series when nothing is known of it any more
   */
  take(): EncodedSeries[];
}

/** A count, rate, gauge or check: one series, whose values are as they came. */
export class OutgoingSeries implements Outgoing {
  readonly points: PointRing = new PointRing();
  readonly samplesPerPoint = 1;
  #source: Source;
  readonly #labels: Buffer;
  #takenUntil = -1;

  constructor(source: Source, labels: readonly Label[]) {
    this.#source = source;
    this.#labels = encodeLabels(labels);
  }

  get source(): Source {
    return this.#source;
  }

  handOver(source: Source): boolean {
    this.#source = source;
    return true;
  }

  get takenUntil(): number {
    return this.#takenUntil;
  }

  set(timestamp: number, value: number): boolean | undefined {
    return timestamp <= this.#takenUntil ? undefined : this.points.set(timestamp, value) === 1;
  }

  take(): EncodedSeries[] {
    this.#takenUntil = this.points.timestampAt(0);
    const sample = { timestamp: this.#takenUntil * 1_000, value: this.points.valueAt(0) };
    this.points.dropOldest(1);
    return [{ labels: this.#labels, samples: [sample] }];
  }
}
