/** One series as Prometheus has it. */
export interface PrometheusSeries {
  /** Sorted by name, `__name__` among them. */
  readonly labels: readonly Label[];
  /** Ascending in time, one per millisecond. */
  readonly samples: readonly Sample[];
}

export type Label = readonly [name: string, value: string];

export interface Sample {
  /** Unix milliseconds. */
  readonly timestamp: number;
  readonly value: number;
}

/** Labels as they stand in queries, `{…}`: also what tells series apart. */
export function labelText(labels: readonly Label[]): string {
  return `{${labels.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')}}`;
}
