import type { MetadataStore, MetricMetadata } from '../metadata/metadata-store.js';

/** Tenants whose metadata are kept for when they come. */
const maxTenants = 100;

type Entry = readonly [metric: string, metadata: MetricMetadata];

/**
 * Metadata of tenants that a file knows and nobody asked for yet. Unlike points they don't end, so
 * that those of tenants long gone would take the room of those who come.
 */
export class KeptMetadata {
  readonly #tenants = new Map<string, Map<string, MetricMetadata>>();

  /** Past the most tenants, the one goes that was added to longest ago. @returns its name */
  add(tenant: string, entries: readonly Entry[]): string | undefined {
    const known = this.#tenants.get(tenant) ?? new Map<string, MetricMetadata>();
    for (const [metric, metadata] of entries) known.set(metric, metadata);
    this.#tenants.delete(tenant);
    this.#tenants.set(tenant, known);
    if (this.#tenants.size <= maxTenants) return undefined;
    const [oldest = ''] = this.#tenants.keys();
    this.#tenants.delete(oldest);
    return oldest;
  }

  /** Gives them to a tenant that came. */
  moveTo(tenant: string, metadata: MetadataStore): void {
    for (const [metric, changed] of this.#tenants.get(tenant) ?? []) {
      metadata.update(metric, changed);
    }
    this.#tenants.delete(tenant);
  }

  *all(): Generator<[tenant: string, entries: Entry[]]> {
    for (const [tenant, entries] of this.#tenants) yield [tenant, [...entries]];
  }

  clear(): void {
    this.#tenants.clear();
  }
}
