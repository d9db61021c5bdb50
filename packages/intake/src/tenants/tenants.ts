import { Refusal } from '../http/refusal.js';
import { Tenant, type TenantOptions } from './tenant.js';

/** Anybody can name a tenant in a `Host` header, as long as no keys are configured. */
const maxTenants = 100;

/** The tenants by name, each made when it is first asked for. */
export class Tenants {
  readonly #options: TenantOptions;
  readonly #exampleKey: string;
  readonly #tenants = new Map<string, Tenant>();

  constructor(options: TenantOptions, exampleKey: string) {
    this.#options = options;
    this.#exampleKey = exampleKey;
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
    }
    return tenant;
  }

  all(): Tenant[] {
    return [...this.#tenants.values()];
  }
}
