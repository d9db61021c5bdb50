/** One line of a result. */
export interface ResultSeries {
  /** `key:value` for each key that was grouped by, in that order. */
  readonly groups: readonly string[];
  /** One per interval; NaN where there is none. */
  readonly values: Float64Array;
}

/** What an expression comes to: lines, or a plain number. */
export type Frame = readonly ResultSeries[] | number;

export function emptyValues(length: number): Float64Array {
  return new Float64Array(length).fill(Number.NaN);
}

/** Lines belong together that have the same groups, in whatever order. */
export function groupKey(groups: readonly string[]): string {
  return [...groups].sort().join('\u0000');
}
