import type { MetricType } from '../metric/metric-type.js';
import { maxTags } from '../normalize/tags.js';
import type { LiveContext } from './live-context.js';
import { TagPaths } from './tag-paths.js';

/** A longer piece of a path is looked up the slow way each time, so that paths stay small. */
const maxPathStep = 256;

/** The contexts of one type: by identity, and by every way in which callers spelled it. */
export class ContextIndex<T extends MetricType> {
  readonly type: T;
  /** Names as callers wrote them, without tags: they are their own key. */
  readonly untagged: Map<string, LiveContext<T>> = new Map();
  /** By identity. */
  readonly contexts: Map<string, LiveContext<T>>;
  /** Overflow series, by name. */
  readonly overflow: Map<string, LiveContext<T>>;
  readonly #arrays = new TagPaths<LiveContext<T>>();
  readonly #records = new TagPaths<LiveContext<T>>();

  /** @param shared another one with the same contexts, and spellings of its own. */
  constructor(type: T, shared?: ContextIndex<T>) {
    this.type = type;
    this.contexts = shared?.contexts ?? new Map();
    this.overflow = shared?.overflow ?? new Map();
  }

  /** What this spelling was found to mean before; `undefined` when it has to be worked out. */
  find(name: string, tags: unknown): LiveContext<T> | undefined {
    try {
      if (tags === undefined) return this.untagged.get(name);
      if (Array.isArray(tags)) return this.#arrays.findArray(name, tags);
      if (typeof tags === 'object' && tags !== null)
        return this.#records.findRecord(name, tags as { readonly [key: string]: unknown });
    } catch {
      // A getter or proxy of the caller's threw; the slow path says what is wrong.
    }
    return undefined;
  }

  /** Remembers what a spelling means. One that would pin much memory is not remembered. */
  remember(name: string, tags: unknown, live: LiveContext<T>): void {
    if (name.length > maxPathStep) return;
    if (tags === undefined) this.untagged.set(name, live);
    else if (Array.isArray(tags)) {
      if (tags.length <= maxTags && tags.every(isSmall)) this.#arrays.set(name, tags, live);
    } else if (typeof tags === 'object' && tags !== null) {
      const path: unknown[] = [];
      for (const key in tags) path.push(key, (tags as Record<string, unknown>)[key]);
      if (path.length <= 2 * maxTags && path.every(isSmall)) this.#records.set(name, path, live);
    }
  }

  clearPaths(): void {
    this.untagged.clear();
    this.#arrays.clear();
    this.#records.clear();
  }
}

function isSmall(step: unknown): boolean {
  switch (typeof step) {
    case 'string':
      return step.length <= maxPathStep;
    case 'object':
      return step === null;
    case 'function':
    case 'symbol':
      return false;
    default:
      return true;
  }
}
