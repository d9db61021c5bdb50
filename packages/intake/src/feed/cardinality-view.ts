import { countCardinality } from './cardinality.js';
import { contextFilter } from './context-filter.js';
import type { FeedParts, FeedView } from './feed-view.js';
import type { Pass } from './pass.js';
import type { Watch } from './watch.js';

/** It is counted from scratch, so not more often than this. */
const pauseMs = 3_000;

/** Contexts by metric and by tag key, counted again when some came or went. */
export class CardinalityView implements FeedView {
  readonly #parts: FeedParts;
  #watch: Watch;
  #composition: number | undefined;
  #countedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: FeedParts, watch: Watch) {
    this.#parts = parts;
    this.#watch = watch;
  }

  change(watch: Watch): void {
    this.#watch = watch;
    this.#composition = undefined;
    this.#countedAt = Number.NEGATIVE_INFINITY;
  }

  async update(pass: Pass): Promise<void> {
    const { store } = this.#parts.tenant;
    const { composition } = store;
    if (this.#composition === composition || pass.nowMs - this.#countedAt < pauseMs) return;
    const { turn, filter } = this.#watch;
    const counted = await countCardinality(store.metrics(), contextFilter(filter), pass);
    this.#composition = composition;
    this.#countedAt = pass.nowMs;
    this.#parts.send('cardinality', { turn, ...counted });
  }

  close(): void {}
}
