import type { ListenerStats } from '@dogstats/dogstatsd/listener';
import type { DogstatsdView } from '../dogstatsd/dogstatsd-door.js';
import type { ListedFault } from '../faults/fault-book.js';
import type { ConnectionCounts } from '../http/connections.js';
import type { PersistState } from '../persist/persist-state.js';
import type { RemoteWriteStats } from '../remote-write/remote-write-stats.js';
import type { Drop } from '../rules/drop.js';
import type { Evicted } from '../store/evicted.js';
import type { Tenant } from '../tenants/tenant.js';

/** What one tenant has in the intake. */
export interface TenantState {
  /** '' is the one of those who name none. */
  readonly tenant: string;
  /** Contexts and points held. */
  readonly series: number;
  readonly points: number;
  /** Requests to ingest routes, and those of them that were taken. */
  readonly requests: number;
  readonly accepted: number;
  /** What was dropped after a 202, one entry per reason. */
  readonly dropped: readonly Drop[];
  /** What was forgotten to make room. */
  readonly evicted: Evicted;
  /** How it goes with the store behind, null without one. */
  readonly remoteWrite: RemoteWriteStats | null;
}

/** The figures of an intake, for those who wait for something or look for what is wrong. */
export interface IntakeState {
  /** Unix milliseconds. */
  readonly now: number;
  readonly connections: ConnectionCounts;
  readonly faults: readonly ListedFault[];
  /** Where DogStatsD is taken and what came, null where it is not. */
  readonly dogstatsd: DogstatsdState | null;
  /** How it goes with the file, null without one. */
  readonly persist: PersistState | null;
  readonly tenants: readonly TenantState[];
}

export interface DogstatsdState extends ListenerStats {
  /** What DD_DOGSTATSD_URL is set to. */
  readonly url: string;
}

export function dogstatsdState(door: DogstatsdView | undefined): DogstatsdState | null {
  return door === undefined ? null : { url: door.url, ...door.stats() };
}

export function tenantState({ name, store, requests, background }: Tenant): TenantState {
  return {
    tenant: name,
    series: store.contextCount,
    points: store.pointCount,
    requests: requests.total,
    accepted: requests.accepted,
    dropped: requests.drops(),
    evicted: requests.evicted,
    remoteWrite: background.remoteWrite?.stats() ?? null,
  };
}
