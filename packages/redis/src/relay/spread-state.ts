/** Different values that are kept apart; more of them are rounded. */
const mostValues = 2_000;

/** Relative width of a step that values are rounded to: within 1 % of what they were. */
const step = Math.log(1.02);

/** Smaller magnitudes are rounded to zero. */
const smallest = 1e-9;

/** What a histogram has gathered: exact but for the percentiles of very many different values. */
export interface SpreadState {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** Values and how many times each was seen. */
  readonly values: readonly (readonly [value: number, times: number])[];
}

export const emptySpread: SpreadState = {
  count: 0,
  sum: 0,
  // Not ±Infinity: this is kept as JSON.
  min: Number.MAX_VALUE,
  max: -Number.MAX_VALUE,
  values: [],
};

/** Adds values; the result does not depend on their order, within the accuracy of a sum. */
export function addToSpread(before: SpreadState, added: readonly number[]): SpreadState {
  const times = new Map(before.values);
  let { count, sum, min, max } = before;
  for (const value of added) {
    count++;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
    times.set(value, (times.get(value) ?? 0) + 1);
  }
  return { count, sum, min, max, values: [...(times.size > mostValues ? rounded(times) : times)] };
}

/** Values that lie in one step, as one. What is rounded already stays. */
function rounded(times: ReadonlyMap<number, number>): Map<number, number> {
  const merged = new Map<number, number>();
  for (const [value, seen] of times) {
    const magnitude = Math.abs(value);
    const near =
      magnitude < smallest
        ? 0
        : Math.sign(value) * Math.exp(Math.round(Math.log(magnitude) / step) * step);
    merged.set(near, (merged.get(near) ?? 0) + seen);
  }
  return merged;
}
