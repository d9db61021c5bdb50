/** Sums of huge values overflow, and no wire has an infinity; what is no number at all is 0. */
export function clampToFinite(value: number): number {
  if (Number.isNaN(value)) return 0;
  return Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);
}
