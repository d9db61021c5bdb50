import { Refusal } from '../http/refusal.js';
import { Tenant, type TenantOptions } from './tenant.js';

/** Anybody can name a tenant in a `Host` header, as long as no keys are configured. */
const maxTenants = 100;

export interface TenantsParts {
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
  readonly #onNew: (tenant: Tenant) => void;
  readonly #tenants = new Map<string, Tenant>();

  /** @param onNew told of each tenant before anything is stored in it */
  constructor(options: TenantOptions, exampleKey: string, onNew: (tenant: Tenant) => void) {
    this.#options = options;
    this.#exampleKey = exampleKey;
    this.#onNew = onNew;
  }

  /** @throws {Refusal} 403 when there are too many already. */
  named(name: string): Tenant {
    let tenant = this.#tenants.get(name);
    if (tenant === undefined) {
      if (name !== '' && this.#tenants.size > maxTenants) {
        throw new Refusal(403, `there are ${maxTenants} tenants already: no room for "${name}"`);
      }
      tenant = new Tenant(name, this.#options, this.#exampleKey);
      this.#tenants.set(name, tenant);
      onNew(tenant);
    }
    return tenant;
  }

  all(): Tenant[] {
    return [...this.#tenants.values()];
  }
}
