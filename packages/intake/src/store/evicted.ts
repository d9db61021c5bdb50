/** What was forgotten because the store was full, not because of its age. */
export interface Evicted {
  /** Series that are gone altogether. */
  readonly series: number;
  /** Points, those of these series included. */
  readonly points: number;
}
