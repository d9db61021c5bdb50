/** How it goes with the file that keeps what came. */
export interface PersistState {
  readonly file: string;
  /** `stopped`: nothing can be written at the moment, because of `problem`. */
  readonly state: 'writing' | 'stopped';
  readonly bytes: number;
  /** Records written since the start. */
  readonly records: number;
  /** Records that came when writing had stopped, and are written once it goes on. */
  readonly waiting: number;
  /** Records that came when too many of those were waiting: the file will never have them. */
  readonly lost: number;
  /** Unix milliseconds since when nothing is written, null while it is. */
  readonly stoppedAt: number | null;
  /** Unix milliseconds of the last compaction, null before the first. */
  readonly compactedAt: number | null;
  /** Why it stopped, such as `ENOSPC: no space left on device, write`. */
  readonly problem: string | null;
}
