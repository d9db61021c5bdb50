/** What a relay did with records, in records. */
export interface DrainReport {
  /** Accepted by the intake, and gone from Redis. */
  readonly accepted: number;
  /** Moved to the list of the rejected. */
  readonly rejected: number;
  /** Dropped(`too_old`). */
  readonly expired: number;
  /** Series that were sent once more though nothing was new in them. */
  readonly resent: number;
  /** Cells that another relay held or took over. */
  readonly contested: number;
  /** Cells of which nobody knows what became; their records are still there. */
  readonly unsettled: number;
}

/** Nothing done. */
export const emptyReport: DrainReport = {
  accepted: 0,
  rejected: 0,
  expired: 0,
  resent: 0,
  contested: 0,
  unsettled: 0,
};

/** Adds one report to another, or takes it off. */
export function combined(a: DrainReport, b: Partial<DrainReport>, sign: 1 | -1): DrainReport {
  return {
    accepted: a.accepted + sign * (b.accepted ?? 0),
    rejected: a.rejected + sign * (b.rejected ?? 0),
    expired: a.expired + sign * (b.expired ?? 0),
    resent: a.resent + sign * (b.resent ?? 0),
    contested: a.contested + sign * (b.contested ?? 0),
    unsettled: a.unsettled + sign * (b.unsettled ?? 0),
  };
}

/** What was done between two moments. */
export function difference(after: DrainReport, before: DrainReport): DrainReport {
  return combined(after, before, -1);
}
