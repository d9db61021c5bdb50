import type { Context } from './context.js';

/** The share of the contexts that is lined up at a time. */
const share = 1 / 16;

interface Lined {
  readonly context: Context;
  /** Its last write when it was lined up. */
  readonly writtenAt: number;
}

/**
 * Finds the context that was silent longest.
 *
 * Keeping all contexts in order would cost at each write; here some of the oldest are lined up when
 * the first one is needed, and those written since are passed over.
 */
export class EvictionQueue {
  /** Newest first, so that the next one is at the end. */
  #lined: Lined[] = [];

  next(contexts: ReadonlyMap<string, Context>): Context | undefined {
    for (;;) {
      const oldest = this.#lined.pop() ?? this.#lineUp(contexts);
      if (oldest === undefined) return undefined;
      const { context, writtenAt } = oldest;
      if (context.writtenAt === writtenAt && contexts.get(context.key) === context) return context;
    }
  }

  #lineUp(contexts: ReadonlyMap<string, Context>): Lined | undefined {
    const oldest = [...contexts.values()].sort((a, b) => a.writtenAt - b.writtenAt);
    oldest.length = Math.ceil(oldest.length * share);
    this.#lined = oldest.reverse().map((context) => ({ context, writtenAt: context.writtenAt }));
    return this.#lined.pop();
  }
}
