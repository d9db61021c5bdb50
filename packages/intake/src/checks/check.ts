/** Index is the number on the wire. */
export const checkStatuses = ['ok', 'warning', 'critical', 'unknown'] as const;

/** One run of a service check. */
export interface Check {
  readonly check: string;
  /** Empty when none was sent. */
  readonly host: string;
  readonly status: (typeof checkStatuses)[number];
  /** As sent. */
  readonly tags: readonly string[];
  /** Empty when none was sent. */
  readonly message: string;
  /** Unix seconds; of arrival when none was sent. */
  readonly timestamp: number;
}
