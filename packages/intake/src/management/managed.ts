import type { Tenant } from '../tenants/tenant.js';
import type { Dashboard } from './dashboard.js';
import type { Downtime } from './downtime.js';
import { HostTagStore } from './host-tag-store.js';
import type { Monitor } from './monitor.js';
import { Shelf } from './shelf.js';

/** What people make by hand, of one tenant: not fed, but managed. */
export class Managed {
  readonly monitors: Shelf<Monitor> = new Shelf();
  readonly dashboards: Shelf<Dashboard> = new Shelf();
  readonly downtimes: Shelf<Downtime> = new Shelf();
  readonly hostTags: HostTagStore = new HostTagStore();
  #lastId = 0;

  /** Ids that are numbers, ascending. */
  nextId(): number {
    return ++this.#lastId;
  }

  clear(): void {
    for (const shelf of [this.monitors, this.dashboards, this.downtimes]) shelf.clear();
    this.hostTags.clear();
  }
}

const managedByTenant = new WeakMap<Tenant, Managed>();

/** What a tenant manages; forgotten with all the rest of it. */
export function managedOf(tenant: Tenant): Managed {
  let managed = managedByTenant.get(tenant);
  if (managed === undefined) {
    const made = new Managed();
    managedByTenant.set(tenant, made);
    tenant.onClear(() => made.clear());
    managed = made;
  }
  return managed;
}
