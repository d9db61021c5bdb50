/** More points than this no series has: the interval grows instead. */
const maxPoints = 1_500;

/** So many points at the most, when nobody asks for an interval. */
const usualPoints = 300;

/** Intervals that are chosen by themselves, in seconds: an hour has points of 20 s, a day of 300 s. */
const usualIntervals = [
  1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 900, 1_200, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200,
  86_400,
];

/** A half-open range of time, in unix seconds, fractions allowed. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** Time cut into intervals, which begin at multiples of their length. */
export class TimeGrid {
  readonly range: TimeRange;
  /** Seconds. */
  readonly interval: number;
  /** Unix seconds at which the first interval begins. */
  readonly start: number;
  readonly length: number;

  private constructor(range: TimeRange, interval: number, start: number) {
    this.range = range;
    this.interval = interval;
    this.start = start;
    this.length = Math.max(Math.ceil((range.to - start) / interval), 0);
  }

  /** @param asked interval in seconds; a larger one is taken when there would be too many points */
  static of(range: TimeRange, asked: number | undefined): TimeGrid {
    const seconds = range.to - range.from;
    const interval =
      asked === undefined || asked < seconds / maxPoints
        ? intervalFor(seconds / (asked === undefined ? usualPoints : maxPoints))
        : asked;
    return new TimeGrid(range, interval, Math.floor(range.from / interval) * interval);
  }

  /** All of a range as one interval, which begins where the range does. */
  static single(range: TimeRange): TimeGrid {
    return new TimeGrid(range, Math.max(range.to - range.from, 1), range.from);
  }

  /** Unix seconds at which an interval begins. */
  timeAt(index: number): number {
    return this.start + index * this.interval;
  }
}

function intervalFor(seconds: number): number {
  const day = 86_400;
  return usualIntervals.find((each) => each >= seconds) ?? Math.ceil(seconds / day) * day;
}
