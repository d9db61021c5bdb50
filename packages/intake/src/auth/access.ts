import type { IncomingMessage } from 'node:http';
import { Refusal } from '../http/refusal.js';
import { hostTenant } from './host-tenant.js';
import type { KeyRing } from './key-ring.js';
import { applicationKey, requestKey } from './request-key.js';

/** Who may do what, and for which tenant. */
export class Access {
  readonly keys: KeyRing;
  readonly #applicationKeys: KeyRing;
  /** Tenants with keys of their own: a `Host` header alone does not open them. */
  readonly #closed: ReadonlySet<string>;

  constructor(keys: KeyRing, applicationKeys: KeyRing, closedTenants: Iterable<string>) {
    this.keys = keys;
    this.#applicationKeys = applicationKeys;
    this.#closed = new Set(closedTenants);
  }

  /**
   * The tenant of a request: whose key it has, or, if that names none, which the `Host` header names.
   *
   * @throws {Refusal} 403
   */
  tenantOf(incoming: IncomingMessage): string {
    const key = requestKey(incoming);
    if (key === undefined || key === '') {
      throw new Refusal(403, 'no API key: send it as header DD-API-KEY');
    }
    const owner = this.keys.tenantOf(key);
    if (owner === undefined) throw new Refusal(403, 'the API key is not a known one');
    const asked = hostTenant(incoming.headers.host ?? '');
    if (asked === '' || asked === owner) return owner;
    if (owner === '' && !this.#closed.has(asked)) return asked;
    throw new Refusal(403, `the API key is not one of tenant "${asked}", which the host names`);
  }

  /**
   * The tenant of a request that needs an application key as well.
   *
   * @throws {Refusal} 403
   */
  managedTenantOf(incoming: IncomingMessage): string {
    const tenant = this.tenantOf(incoming);
    const key = applicationKey(incoming);
    if (key === undefined || key === '') {
      throw new Refusal(403, 'no application key: send it as header DD-APPLICATION-KEY');
    }
    if (this.#applicationKeys.accepts(key)) return tenant;
    throw new Refusal(403, 'the application key is not a known one');
  }
}
