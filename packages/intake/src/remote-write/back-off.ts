const firstMs = 250;
const longestMs = 30_000;

/** Exponential with full jitter. @param failures so far, from 0 */
export function backOffMs(failures: number, random: () => number): number {
  return random() * Math.min(longestMs, firstMs * 2 ** (failures + 1));
}
