import type { AsyncLocalStorage } from 'node:async_hooks';
import { mergeTags, readTags, type Tags } from '@dogstats/core';

/** Different sets of tags that are kept for those who come with the same. */
const maxKept = 1000;

/** Tags that go with a piece of asynchronous work; those with equal tags share one. */
export interface AmbientTags {
  readonly tags: readonly string[];
}

/** What a piece of work holds: `addTags()` exchanges it. */
interface Holder {
  current: AmbientTags;
}

/** Follows the asynchronous work of one instance, from the first `withTags()` on. */
export class AmbientTagStore {
  readonly #storage: AsyncLocalStorage<Holder>;
  readonly #kept = new Map<string, AmbientTags>();

  constructor() {
    // Loaded here: who never calls withTags() need not load it.
    const { AsyncLocalStorage } = process.getBuiltinModule('node:async_hooks');
    this.#storage = new AsyncLocalStorage();
  }

  /** Those of the work that is going on now. */
  get current(): AmbientTags | undefined {
    return this.#storage.getStore()?.current;
  }

  /** Runs a function with more tags. */
  run<Result>(tags: Tags, fn: () => Result): Result {
    return this.#storage.run({ current: this.#with(tags) }, fn);
  }

  /** @returns whether there is something to add to. */
  add(tags: Tags): boolean {
    const holder = this.#storage.getStore();
    if (holder === undefined) return false;
    holder.current = this.#with(tags);
    return true;
  }

  #with(tags: Tags): AmbientTags {
    const merged = mergeTags(readAll(tags), this.current?.tags ?? []);
    const key = merged.join('\n');
    let ambient = this.#kept.get(key);
    if (ambient === undefined) {
      if (this.#kept.size >= maxKept) this.#kept.clear();
      ambient = { tags: merged };
      this.#kept.set(key, ambient);
    }
    return ambient;
  }
}

function readAll(tags: Tags): string[] {
  try {
    return readTags(tags);
  } catch {
    return [];
  }
}
