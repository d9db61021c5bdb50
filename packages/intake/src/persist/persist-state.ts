/** How it goes with the file that keeps what came. */
export interface PersistState {
  readonly file: string;
  /** `stopped`: nothing is written any more, because of `problem`; it is tried again at the next start. */
  readonly state: 'writing' | 'stopped';
  readonly bytes: number;
  /** Records written since the start, and those that came when writing had stopped. */
  readonly records: number;
  readonly lost: number;
  /** Unix milliseconds of the last compaction, null before the first. */
  readonly compactedAt: number | null;
  /** Why it stopped, such as `ENOSPC: no space left on device, write`. */
  readonly problem: string | null;
}
