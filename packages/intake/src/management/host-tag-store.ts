/** Hosts of a tenant that may have tags. */
const maxHosts = 10_000;
/** Tags that a host may have, of all sources. */
const maxTags = 1_000;

/** The tags of hosts by source, as people and their tools set them. */
export class HostTagStore {
  readonly #hosts = new Map<string, Map<string, Set<string>>>();

  hosts(): string[] {
    return [...this.#hosts.keys()];
  }

  /** Sorted, of one source or of all. */
  tags(host: string, source?: string): string[] {
    const sources = this.#hosts.get(host);
    const sets =
      source === undefined ? [...(sources?.values() ?? [])] : [sources?.get(source) ?? []];
    return [...new Set(sets.flatMap((tags) => [...tags]))].sort();
  }

  bySource(host: string): Record<string, string[]> {
    const sources = this.#hosts.get(host) ?? [];
    return Object.fromEntries([...sources].map(([source, tags]) => [source, [...tags].sort()]));
  }

  /** Returns whether there was room for all of them; else nothing is added. */
  add(host: string, source: string, tags: readonly string[]): boolean {
    return this.replace(host, source, [...this.tags(host, source), ...tags]);
  }

  replace(host: string, source: string, tags: readonly string[]): boolean {
    const sources = this.#hosts.get(host) ?? new Map<string, Set<string>>();
    const wanted = new Set(tags);
    const others = [...sources].filter(([name]) => name !== source);
    const held = others.reduce((sum, [, set]) => sum + set.size, 0);
    if (held + wanted.size > maxTags) return false;
    sources.set(source, wanted);
    this.#hosts.set(host, sources);
    if (this.#hosts.size > maxHosts) {
      const [oldest = ''] = this.#hosts.keys();
      this.#hosts.delete(oldest);
    }
    return true;
  }

  /** Forgets the tags of one source, or of all. */
  remove(host: string, source?: string): void {
    const sources = this.#hosts.get(host);
    if (source === undefined) sources?.clear();
    else sources?.delete(source);
    if (sources?.size === 0) this.#hosts.delete(host);
  }

  clear(): void {
    this.#hosts.clear();
  }
}
