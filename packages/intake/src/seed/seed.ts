import type { SeriesType } from '../decode/decoded-series.js';

type SeedType = Exclude<SeriesType, 'unspecified'>;

interface SeedIdentity {
  readonly metric: string;
  /** @default 'gauge' */
  readonly type?: SeedType | undefined;
  readonly host?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Seconds that one point covers, for counts and rates. */
  readonly interval?: number | undefined;
}

/** A series as it is. */
export interface SeedSeries extends SeedIdentity {
  /** Unix seconds and a value each; of a distribution, a list of samples. */
  readonly points: readonly (readonly [timestamp: number, value: number | readonly number[]])[];
}

/** Series that are made up: a daily wave with some noise, the same each time. */
export interface GeneratedSeries extends SeedIdentity {
  /** How many, told apart by a tag `series:<n>` from 0; of a distribution, each point is one sample. */
  readonly series: number;
  /** Unix seconds; 0 and below are relative to now. */
  readonly from: number;
  /** As `from`; does not belong to it. */
  readonly to: number;
  /** Seconds from point to point. Times are multiples of it. */
  readonly interval: number;
}

/** History to load. */
export interface Seed {
  /** Whose it is; left out: of those who name no tenant. */
  readonly tenant?: string | undefined;
  readonly series?: readonly SeedSeries[] | undefined;
  readonly generate?: readonly GeneratedSeries[] | undefined;
}
