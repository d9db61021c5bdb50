import { Shelf } from './shelf.js';

/** Tags that a host may have, of all sources. */
const maxTags = 1_000;

interface TaggedHost {
  readonly host: string;
  /** Sorted and unique, by source. */
  readonly sources: ReadonlyMap<string, readonly string[]>;
}

/** The tags of hosts by source, as people and their tools set them. */
export class HostTagStore {
  readonly #hosts = new Shelf<TaggedHost>();

  hosts(): string[] {
    return this.#hosts.all().map(({ host }) => host);
  }

  /** Sorted, of one source or of all. */
  tags(host: string, source?: string): string[] {
    const sources = this.#hosts.get(host)?.sources;
    if (source !== undefined) return [...(sources?.get(source) ?? [])];
    return [...new Set([...(sources?.values() ?? [])].flat())].sort();
  }

  /** Which hosts have a tag, for all tags of one source or of all. */
  hostsByTag(source?: string): Map<string, string[]> {
    const found = new Map<string, string[]>();
    for (const host of this.hosts()) {
      for (const tag of this.tags(host, source)) {
        const hosts = found.get(tag);
        if (hosts === undefined) found.set(tag, [host]);
        else hosts.push(host);
      }
    }
    return found;
  }

  bySource(host: string): Record<string, readonly string[]> {
    return Object.fromEntries(this.#hosts.get(host)?.sources ?? []);
  }

  /** Returns whether there was room for all of them; else nothing is added. */
  add(host: string, source: string, tags: readonly string[]): boolean {
    return this.replace(host, source, [...this.tags(host, source), ...tags]);
  }

  replace(host: string, source: string, tags: readonly string[]): boolean {
    const sources = new Map(this.#hosts.get(host)?.sources);
    sources.set(source, [...new Set(tags)].sort());
    if ([...sources.values()].flat().length > maxTags) return false;
    this.#keep(host, sources);
    return true;
  }

  /** Forgets the tags of one source, or of all. */
  remove(host: string, source?: string): void {
    const sources = new Map(source === undefined ? [] : this.#hosts.get(host)?.sources);
    sources.delete(source ?? '');
    this.#keep(host, sources);
  }

  clear(): void {
    this.#hosts.clear();
  }

  #keep(host: string, sources: TaggedHost['sources']): void {
    if (sources.size === 0) this.#hosts.delete(host);
    else this.#hosts.put(host, { host, sources }, [...sources]);
  }
}
