/** What a queue holds: samples as they were recorded, or points that are ready to be sent. */
export type QueueKind = 'raw' | 'wrapped';

/** The pair of keys that makes a queue of Chouette-IoT. */
export interface QueueKeys {
  readonly name: string;
  /** Sorted set: record ids by unix seconds. */
  readonly ids: string;
  /** Hash: record id → JSON. */
  readonly bodies: string;
}

/** @param prefix put before both keys, such as `{dogstats}:`. */
export function queueKeys(prefix: string, kind: QueueKind): QueueKeys {
  const name = `${prefix}chouette:metrics:${kind}`;
  return { name, ids: `${name}.keys`, bodies: `${name}.values` };
}
