import type { MetricType } from '../metric/metric-type.js';
import { mergeTags, readTags, type Tags } from '../normalize/tags.js';
import { ContextIndex } from './context-index.js';

/** What a part of a program puts on everything it records. */
export interface ScopeOptions {
  /** Put before each name, after the prefix of what is around it. */
  readonly prefix?: string | undefined;
  /** Win over tags of the same key from around it; a call's own win over these. */
  readonly tags?: Tags | undefined;
  /** `''` for none. */
  readonly host?: string | undefined;
}

export type ContextIndexes = { readonly [T in MetricType]: ContextIndex<T> };

/**
 * What calls of one part of a program have in common, and what their spellings were found to mean.
 * The contexts are shared by all scopes: equal ones meet, wherever they are recorded.
 */
export class Scope {
  /** With the separator at its end. */
  readonly prefix: string;
  /** Normalised, sorted, unique. */
  readonly tags: readonly string[];
  /** Host instead of the usual one. */
  readonly host: string | undefined;
  /** Whether its table knows of its spellings, to make it forget them. */
  isKnown = false;
  readonly #shared: ContextIndexes;
  readonly #indexes = new Map<MetricType, ContextIndex<MetricType>>();

  constructor(
    common: { prefix: string; tags: readonly string[]; host: string | undefined },
    shared: ContextIndexes,
  ) {
    this.prefix = common.prefix;
    this.tags = common.tags;
    this.host = common.host;
    this.#shared = shared;
  }

  /** A scope within this one. What can't be read of the options is left out: it never throws. */
  inner(options: ScopeOptions): Scope {
    const { prefix, tags, host } = readOptions(options);
    return new Scope(
      {
        prefix: this.prefix + joined(prefix),
        tags: mergeTags(tags, this.tags),
        host: host ?? this.host,
      },
      this.#shared,
    );
  }

  /** Made when a type is first recorded: most scopes need one or two. */
  index<T extends MetricType>(type: T): ContextIndex<T> {
    let index = this.#indexes.get(type);
    if (index === undefined) {
      index = new ContextIndex(type, this.#shared[type] as unknown as ContextIndex<MetricType>);
      this.#indexes.set(type, index);
    }
    return index as unknown as ContextIndex<T>;
  }

  clearPaths(): void {
    for (const index of this.#indexes.values()) index.clearPaths();
  }
}

/** A prefix with its dot, unless it ends in a separator of its own. */
export function joined(prefix: string): string {
  return /[A-Za-z0-9]$/.test(prefix) ? `${prefix}.` : prefix;
}

function readOptions(options: ScopeOptions): {
  prefix: string;
  tags: string[];
  host: string | undefined;
} {
  try {
    const { prefix, tags, host } = options;
    return {
      prefix: typeof prefix === 'string' ? prefix : '',
      tags: readTags(tags),
      host: typeof host === 'string' ? host : undefined,
    };
  } catch {
    return { prefix: '', tags: [], host: undefined };
  }
}
