import type { FeedSurroundings } from '../feed/feed-view.js';
import { Refusal } from '../http/refusal.js';
import { Tenant, type TenantOptions } from './tenant.js';

/** Anybody can name a tenant in a `Host` header, as long as no keys are configured. */
const maxTenants = 100;

export interface TenantsParts {
  /** Tenants that have keys: for them there is always room. */
  readonly configured: readonly string[];
  /** What pages write into their env line. */
  readonly exampleKey: string;
  /** What the pages of all tenants are told besides. */
  readonly surroundings: FeedSurroundings;
  /** Told of each tenant before anything is stored in it. */
  readonly onNew: (tenant: Tenant) => void;
}

/** The tenants by name, each made when it is first asked for. */
export class Tenants {
  readonly #options: TenantOptions;
  readonly #parts: TenantsParts;
  readonly #tenants = new Map<string, Tenant>();

  constructor(options: TenantOptions, parts: TenantsParts) {
    this.#options = options;
    this.#parts = parts;
  }

  /** @throws {Refusal} 403 when there are too many already. */
  named(name: string): Tenant {
    let tenant = this.#tenants.get(name);
    if (tenant === undefined) {
      if (!this.hasRoomFor(name)) {
        throw new Refusal(403, `there are ${maxTenants} tenants already: no room for "${name}"`);
      }
      const { exampleKey, surroundings, onNew } = this.#parts;
      tenant = new Tenant(name, this.#options, exampleKey, surroundings);
      this.#tenants.set(name, tenant);
      onNew(tenant);
    }
    return tenant;
  }

  /** Whether it is there already, or has a place of its own. */
  isExpected(name: string): boolean {
    return name === '' || this.#tenants.has(name) || this.#parts.configured.includes(name);
  }

  hasRoomFor(name: string): boolean {
    return this.isExpected(name) || this.#tenants.size <= maxTenants;
  }

  all(): Tenant[] {
    return [...this.#tenants.values()];
  }
}
