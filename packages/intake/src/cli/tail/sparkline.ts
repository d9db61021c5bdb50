const bars = '▁▂▃▄▅▆▇█';

/**
 * Values as a line of bars, the smallest at the bottom; a gap where there is none. Equal values are
 * half as high.
 */
export function sparkline(values: readonly (number | undefined)[]): string {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value === undefined) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  // By halves: twice the largest number is none.
  const range = high / 2 - low / 2;
  return values
    .map((value) => {
      if (value === undefined) return ' ';
      const share = range > 0 ? (value / 2 - low / 2) / range : 0.5;
      return bars[Math.min(Math.floor(share * bars.length), bars.length - 1)];
    })
    .join('');
}
