import { queueKeys } from '../record/queue-keys.js';

/** The keys in which relays keep what they have to agree on. */
export interface RelayKeys {
  readonly ids: string;
  readonly bodies: string;
  /** List of what could not be used, newest first. */
  readonly rejected: string;
  /** Counter: the token of the last claim. */
  readonly fence: string;
  /** Hash: cell → token, and when the claim ends. */
  readonly claims: string;
  /** Hash: cell → how often somebody found that it must be sent once more. */
  readonly dirty: string;
  /** Hash: what became of records, by outcome. */
  readonly account: string;
  /** Hash: series → what of it was delivered, in one cell. */
  state(cell: string): string;
}

export function relayKeys(prefix: string): RelayKeys {
  const { name, ids, bodies } = queueKeys(prefix, 'raw');
  return {
    ids,
    bodies,
    rejected: `${name}:rejected`,
    fence: `${name}:relay:fence`,
    claims: `${name}:relay:claims`,
    dirty: `${name}:relay:dirty`,
    account: `${name}:relay:account`,
    state: (cell) => `${name}:relay:state:${cell}`,
  };
}
