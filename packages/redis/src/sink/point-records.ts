import type { DropReason, MetricPoint } from '@dogstats/core';

/** A record of a point, but for who is told of it. */
export interface PointRecord {
  readonly id: string;
  /** Unix seconds. */
  readonly score: number;
  readonly body: string;
  readonly samples: number;
}

/** What could not become a record. */
export interface PointRefusal {
  readonly samples: number;
  readonly reason: DropReason;
  readonly error: Error;
}

/** Turns points into records, one of its forms. */
export interface PointRecords {
  /** Records, and what it refuses; every call of the point is in one of them. */
  of(point: MetricPoint): Iterable<PointRecord | PointRefusal>;
}
