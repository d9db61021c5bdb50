import type { DropReason } from '@dogstats/core';

/** A record on its way into Redis. */
export interface Outgoing {
  readonly id: string;
  /** Unix seconds. */
  readonly score: number;
  /** JSON. */
  readonly body: string;
  /** Recorded calls that it is the first to carry. */
  readonly samples: number;
  readonly owner: Owner;
}

/** Who is told, once, what became of a record. */
export interface Owner {
  accept(record: Outgoing): void;
  drop(record: Outgoing, reason: DropReason, error?: Error): void;
  /** It was written again though it may have been there already. */
  duplicate(record: Outgoing): void;
}
