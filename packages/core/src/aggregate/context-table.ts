import type { MetricType } from '../metric/metric-type.js';
import { maxNameLength, normalizeName } from '../normalize/name.js';
import { tagKey } from '../normalize/tag.js';
import { maxTags, mergeTags, readTags } from '../normalize/tags.js';
import { type UnreadableTag, unreadableTag } from '../normalize/unreadable-tags.js';
import { identityOf, LocalContext } from './context.js';
import { ContextIndex } from './context-index.js';
import { LiveContext } from './live-context.js';
import type { Problems } from './problem.js';
import { type ContextIndexes, joined, Scope, type ScopeOptions } from './scope.js';
import { tellChanges } from './tell-changes.js';
import { WireNames } from './wire-names.js';

/** Overflow series at most; what comes on top is dropped. */
const maxOverflow = 1000;

/** Seconds without a bucket after which a context is forgotten. */
const idleSeconds = 300;

const overflowTag = 'dogstats.overflow:true';

export interface ContextTableOptions {
  readonly maxContexts: number;
  /** Put before every name; joined by a dot unless it ends in one or in `_`. */
  readonly prefix: string;
  readonly host: string;
  /** Tags of every context; a call's tag of the same key wins. */
  readonly tags: readonly string[];
  /** What histograms append to their names, longest first. */
  readonly histogramSuffixes: readonly string[];
  /** Whether to tell of names and tags that are sent otherwise than they were written. */
  readonly tellsChanges?: boolean | undefined;
}

/** All live contexts: finds the one that a call means, or makes it, within bounds. */
export class ContextTable {
  readonly indexes: ContextIndexes = {
    count: new ContextIndex('count'),
    gauge: new ContextIndex('gauge'),
    rate: new ContextIndex('rate'),
    histogram: new ContextIndex('histogram'),
    set: new ContextIndex('set'),
    distribution: new ContextIndex('distribution'),
  };
  readonly #options: ContextTableOptions;
  /** What calls have in common that come from no scope. */
  readonly #root: Scope;
  /** For what has its prefix already. */
  readonly prefixed: Scope;
  /** Scopes with remembered spellings; one that nobody holds any more may go. */
  readonly #scopes = new Set<WeakRef<Scope>>();
  readonly #problems: Problems;
  readonly #wireNames: WireNames;
  #size = 0;
  #overflowing = 0;
  /** Spellings remembered since they were last cleared; some may have replaced others. */
  #remembered = 0;
  #toldOverflow = false;

  constructor(options: ContextTableOptions, problems: Problems) {
    this.#options = options;
    const { prefix, tags } = options;
    this.#root = new Scope({ prefix: joined(prefix), tags, host: undefined }, this.indexes);
    this.prefixed = new Scope({ prefix: '', tags, host: undefined }, this.indexes);
    this.#problems = problems;
    this.#wireNames = new WireNames(options.histogramSuffixes, 4 * options.maxContexts, problems);
  }

  /** The host of what names none. */
  get host(): string {
    return this.#options.host;
  }

  /** Live contexts, overflow series included. */
  get size(): number {
    return this.#size + this.#overflowing;
  }

  /** A part of the program with something of its own on everything. */
  scope(options: ScopeOptions): Scope {
    return this.#root.inner(options);
  }

  /** The context that a call means. */
  resolve<T extends MetricType>(
    type: T,
    name: string,
    tags: unknown,
    givenHost: string | undefined,
    scope: Scope | undefined = undefined,
  ): LiveContext<T> | 'invalid_name' | 'contexts' {
    const { prefix, tags: common, host: scopeHost } = scope ?? this.#root;
    const host = givenHost ?? scopeHost;
    const index = scope?.index(type) ?? (this.indexes[type] as unknown as ContextIndex<T>);
    if (givenHost === undefined) {
      const known = index.find(name, tags);
      if (known !== undefined && !known.forgotten) return known;
    }
    const normal = this.#normalize(type, name, prefix);
    if (normal === '') return 'invalid_name';
    const merged = this.#tags(name, tags, common);
    if (this.#options.tellsChanges === true) {
      tellChanges(this.#problems, { name, written: prefix + name, normal, tags });
    }
    const isUsual = host === undefined || host === this.#options.host;
    const identity = identityOf(normal, merged, isUsual ? undefined : host);
    let live = index.contexts.get(identity);
    if (live === undefined) {
      if (this.#size >= this.#options.maxContexts) return this.#overflow(index, normal, name, tags);
      this.#wireNames.claim(type, normal);
      // A copy has no spare room, unlike an array that grew.
      const parts = { type, name: normal, host: host ?? this.#options.host, tags: merged.slice() };
      live = new LiveContext(new LocalContext(parts, identity));
      index.contexts.set(identity, live);
      this.#size++;
    }
    if (givenHost === undefined) this.#remember(scope, index, name, tags, live);
    return live;
  }

  /** Lets go of a context that has held nothing for a while. */
  forgetIfIdle(live: LiveContext, nowSeconds: number): void {
    if (live.lastStart > nowSeconds - idleSeconds) return;
    const { contexts, overflow } = this.indexes[live.context.type];
    live.forgotten = true;
    if (contexts.delete(live.context.identity)) this.#size--;
    else if (overflow.delete(live.context.name)) this.#overflowing--;
  }

  #normalize(type: MetricType, name: string, prefix: string): string {
    const longest = type === 'histogram' ? (this.#options.histogramSuffixes[0]?.length ?? 0) : 0;
    const max = maxNameLength - longest;
    const full = name.length > max ? name.slice(0, 4 * max) : name;
    return normalizeName(prefix + full, max);
  }

  #tags(name: string, tags: unknown, common: readonly string[]): string[] {
    const unreadable = unreadableTag(tags);
    if (unreadable !== undefined) this.#reportUnreadable(name, unreadable);
    const merged = mergeTags(readTags(tags), common);
    if (merged.length <= maxTags) return merged;
    this.#problems.report(
      'too_many_tags',
      name,
      (metric) =>
        `"${metric}" has ${merged.length} tags; Datadog drops a series with more than ${maxTags}, so only the first ${maxTags} are kept.`,
    );
    return merged.slice(0, maxTags);
  }

  #reportUnreadable(name: string, { what, key }: UnreadableTag): void {
    this.#problems.report('tags_misplaced', name, (metric) =>
      key === undefined
        ? `"${metric}" got ${what} where its tags belong; it is recorded without tags. The order is (name, value, tags, { timestamp, host, sampleRate }).`
        : `"${metric}" got ${what} as its tag "${key.slice(0, 200).toWellFormed()}", which is left out. Tags are strings, or an object whose values are strings, numbers or booleans.`,
    );
  }

  #overflow<T extends MetricType>(
    index: ContextIndex<T>,
    name: string,
    written: string,
    tags: unknown,
  ): LiveContext<T> | 'contexts' {
    const known = index.overflow.get(name);
    if (known !== undefined) return known;
    if (this.#overflowing >= maxOverflow) return 'contexts';
    const merged = mergeTags([overflowTag], this.#options.tags);
    const parts = { type: index.type, name, host: this.#options.host, tags: merged };
    const live = new LiveContext<T>(new LocalContext(parts, identityOf(name, merged)));
    index.overflow.set(name, live);
    this.#overflowing++;
    if (!this.#toldOverflow) this.#reportOverflow(index, name, written, tags);
    return live;
  }

  #reportOverflow<T extends MetricType>(
    index: ContextIndex<T>,
    name: string,
    written: string,
    tags: unknown,
  ): void {
    this.#toldOverflow = true;
    this.#problems.report(
      'overflow',
      written,
      (metric) =>
        `${this.#options.maxContexts} series are live (maxContexts), so new ones of "${metric}" are summed up under ${overflowTag}.${worstTag(index, name, tags)} Each series is a billed custom metric: use tags with few values.`,
    );
  }

  #remember<T extends MetricType>(
    scope: Scope | undefined,
    index: ContextIndex<T>,
    name: string,
    tags: unknown,
    live: LiveContext<T>,
  ): void {
    if (++this.#remembered > 4 * this.#options.maxContexts) {
      for (const each of Object.values(this.indexes)) each.clearPaths();
      this.#forgetScopes();
      this.#remembered = 1;
    }
    if (scope?.isKnown === false) {
      scope.isKnown = true;
      this.#scopes.add(new WeakRef(scope));
    }
    index.remember(name, tags, live);
  }

  #forgetScopes(): void {
    for (const reference of this.#scopes) {
      const scope = reference.deref();
      if (scope === undefined) continue;
      scope.clearPaths();
      scope.isKnown = false;
    }
    this.#scopes.clear();
  }
}

/** Which tag key of a metric has the most values, said in a sentence; `''` without tags. */
function worstTag<T extends MetricType>(
  index: ContextIndex<T>,
  name: string,
  tags: unknown,
): string {
  const values = new Map<string, Set<string>>();
  for (const tag of readTags(tags)) values.set(tagKey(tag), new Set());
  for (const { context } of index.contexts.values()) {
    if (context.name !== name) continue;
    for (const tag of context.tags) values.get(tagKey(tag))?.add(tag);
  }
  const worst = [...values].sort((a, b) => b[1].size - a[1].size)[0];
  return worst === undefined ? '' : ` Its tag "${worst[0]}" has ${worst[1].size} values.`;
}
