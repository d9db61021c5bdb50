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
  | 'too_new'
  /** Of DogStatsD: what breaks the protocol, and what came while too much was held. */
  | 'malformed'
  | 'no_room';

export interface Drop {
  readonly reason: DropReason;
  /** Points (of a distribution: samples), events and checks lost for this reason; broken messages. */
  count: number;
  /** The first metric it happened to; of an event the title, of a check the name. */
  readonly metric: string;
  /** What the sender can do about it. */
  readonly hint: string;
}

/** What was lost, one entry per reason. */
export class DropTally {
  readonly drops: Drop[] = [];

  /** All that was lost. */
  get count(): number {
    return this.drops.reduce((sum, drop) => sum + drop.count, 0);
  }

  add(reason: DropReason, count: number, metric: string, hint: string): void {
    const known = this.drops.find((drop) => drop.reason === reason);
    if (known === undefined) this.drops.push({ reason, count, metric: metric.slice(0, 200), hint });
    else known.count += count;
  }
}
