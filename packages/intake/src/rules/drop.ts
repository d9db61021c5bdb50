/**
 * Why something that was answered with 202 was not stored. Datadog does the same and tells nobody.
 */
export type DropReason =
  | 'invalid_name'
  | 'too_many_tags'
  | 'tags_too_long'
  | 'too_many_resources'
  | 'host_too_long'
  | 'not_finite'
  | 'too_old'
  | 'too_new';

export interface Drop {
  readonly reason: DropReason;
  /** Points (of a distribution: samples) lost for this reason. */
  count: number;
  /** The first metric it happened to. */
  readonly metric: string;
  /** What the sender can do about it. */
  readonly hint: string;
}

/** What one payload lost, one entry per reason. */
export class DropTally {
  readonly drops: Drop[] = [];

  add(reason: DropReason, count: number, metric: string, hint: string): void {
    const known = this.drops.find((drop) => drop.reason === reason);
    if (known === undefined) this.drops.push({ reason, count, metric: metric.slice(0, 200), hint });
    else known.count += count;
  }
}
