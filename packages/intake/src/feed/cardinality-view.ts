import { setImmediate as turn } from 'node:timers/promises';
import { countCardinality } from './cardinality.js';
import { contextFilter } from './context-filter.js';
import type { FeedParts, FeedView } from './feed-view.js';
import type { Watch } from './watch.js';

/** It is counted from scratch, so not more often than this. */
const pauseMs = 3_000;

/** Contexts by metric and by tag key, counted again when some came or went. */
export class CardinalityView implements FeedView {
  readonly #parts: FeedParts;
  #watch: Watch;
  #composition: number | undefined;
  #countedAt = Number.NEGATIVE_INFINITY;
  #counting = false;
  #closed = false;

  constructor(parts: FeedParts, watch: Watch) {
    this.#parts = parts;
    this.#watch = watch;
  }

  change(watch: Watch): void {
    this.#watch = watch;
    this.#composition = undefined;
    this.#countedAt = Number.NEGATIVE_INFINITY;
  }

  update(nowMs: number): void {
    const { store } = this.#parts.tenant;
    if (this.#counting || this.#composition === store.composition) return;
    if (nowMs - this.#countedAt < pauseMs) return;
    this.#composition = store.composition;
    this.#countedAt = nowMs;
    void this.#count(this.#watch);
  }

  close(): void {
    this.#closed = true;
  }

  async #count(watch: Watch): Promise<void> {
    this.#counting = true;
    const { tenant, send } = this.#parts;
    const counted = await countCardinality(
      tenant.store.metrics(),
      contextFilter(watch.filter),
      () => turn(),
    );
    this.#counting = false;
    if (!this.#closed) send('cardinality', { turn: watch.turn, ...counted });
  }
}
