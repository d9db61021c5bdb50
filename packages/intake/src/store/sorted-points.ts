import { timeOrder } from './time-order.js';

/** Points in ascending time, one for each second. */
export interface SortedPoints {
  /** Unix seconds. */
  readonly timestamps: Uint32Array;
  readonly values: Float64Array;
}

/** Of several points of one second the last stays. @param values 0 where there is none */
export function sortedPoints(
  timestamps: readonly number[],
  values: readonly number[],
): SortedPoints {
  const order = timeOrder(timestamps);
  const sorted = {
    timestamps: new Uint32Array(timestamps.length),
    values: new Float64Array(timestamps.length),
  };
  let length = 0;
  for (let place = 0; place < timestamps.length; place++) {
    const index = order === undefined ? place : (order[place] as number);
    const timestamp = timestamps[index] as number;
    if (length === 0 || sorted.timestamps[length - 1] !== timestamp) length++;
    sorted.timestamps[length - 1] = timestamp;
    sorted.values[length - 1] = values[index] ?? 0;
  }
  return {
    timestamps: sorted.timestamps.subarray(0, length),
    values: sorted.values.subarray(0, length),
  };
}
