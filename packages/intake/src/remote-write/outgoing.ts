import type { Label } from '../prometheus/series.js';
import { type EncodedSeries, encodeLabels } from '../prometheus/write-request.js';
import { PointRing } from '../store/point-ring.js';

/** Where points come from: a context of the store is one. */
export interface Source {
  readonly metric: { readonly name: string };
  /** Whether nothing is held of it any more; then its labels may be another's. */
  readonly isEmpty: boolean;
}

/** What became of points that were put in line. */
export interface PutPoints {
  /** Of seconds that did not wait already. */
  readonly gained: number;
  /** Of seconds that are too late. */
  readonly late: number;
}

/**
 * Puts what is later than `takenUntil` in line.
 *
 * @param values 0 where there is none
 */
export function putLater(
  points: PointRing,
  takenUntil: number,
  timestamps: readonly number[],
  values: readonly number[],
): PutPoints {
  const isLater = (timestamp: number): boolean => timestamp > takenUntil;
  if (timestamps.every(isLater)) return { gained: points.setAll(timestamps, values), late: 0 };
  const later = timestamps.filter(isLater);
  const theirs = values.filter((_, index) => isLater(timestamps[index] as number));
  return { gained: points.setAll(later, theirs), late: timestamps.length - later.length };
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
  /** The values of seconds, in whatever order they come. */
  put(timestamps: readonly number[], values: readonly number[]): PutPoints;
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

  put(timestamps: readonly number[], values: readonly number[]): PutPoints {
    return putLater(this.points, this.#takenUntil, timestamps, values);
  }

  take(): EncodedSeries[] {
    this.#takenUntil = this.points.timestampAt(0);
    const sample = { timestamp: this.#takenUntil * 1_000, value: this.points.valueAt(0) };
    this.points.dropOldest(1);
    return [{ labels: this.#labels, samples: [sample] }];
  }
}
