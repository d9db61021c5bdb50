import type { Fill } from '../syntax/metric-query.js';

/**
 * Fills the gaps of a line, NaN, where it had a value at most `limit` seconds before. What comes before
 * the first value stays empty, and `linear` leaves what comes after the last one.
 */
export function fillGaps(values: Float64Array, { how, limit }: Fill, interval: number): void {
  const longest = Math.floor(limit / interval);
  let last = -1;
  for (let slot = 0; slot < values.length; slot++) {
    if (Number.isNaN(values[slot])) {
      if (how === 'linear' || last < 0 || slot - last > longest) continue;
      values[slot] = how === 'zero' ? 0 : (values[last] as number);
      continue;
    }
    if (how === 'linear' && last >= 0 && slot - last <= longest) drawLine(values, last, slot);
    last = slot;
  }
}

function drawLine(values: Float64Array, from: number, to: number): void {
  const start = values[from] as number;
  const rise = (values[to] as number) - start;
  for (let slot = from + 1; slot < to; slot++) {
    values[slot] = start + (rise * (slot - from)) / (to - from);
  }
}
