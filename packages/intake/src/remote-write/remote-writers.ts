import type { Tenant } from '../tenants/tenant.js';
import {
  type RemoteWriteOptions,
  type ResolvedRemoteWriteOptions,
  resolveRemoteWrite,
} from './remote-write-options.js';
import type { RemoteWriteStats } from './remote-write-stats.js';
import { RemoteWriter, type RemoteWriterParts } from './remote-writer.js';

/** What there is to see and to do of remote write. */
export interface RemoteWriteView {
  /** How it goes with what those sent who name no tenant; `state()` has all tenants. */
  stats(): RemoteWriteStats;
  /** Hands on all that waits, settled or not, and resolves once the store has taken or refused it. */
  flush(): Promise<void>;
}

/** One writer for each tenant: a store keeps tenants apart, too. */
export class RemoteWriters implements RemoteWriteView {
  readonly #options: ResolvedRemoteWriteOptions;
  readonly #parts: RemoteWriterParts;
  readonly #writers = new Map<string, RemoteWriter>();
  /** Whether what is stored is to be handed on. */
  #listens = false;

  constructor(options: RemoteWriteOptions, parts: RemoteWriterParts) {
    this.#options = resolveRemoteWrite(options);
    this.#parts = parts;
  }

  /** What is stored of the tenant is handed on, as long as that counts. */
  attach(tenant: Tenant): void {
    const writer = new RemoteWriter(this.#options, tenant.name, this.#parts);
    this.#writers.set(tenant.name, writer);
    tenant.background.remoteWrite = writer;
    writer.listens = this.#listens;
    tenant.onClear(() => writer.clear());
    tenant.store.listen(writer);
    tenant.checks.listen((check) => writer.checked(check));
  }

  /** Whether what is stored from now on waits to be handed on; before `begin()` it does not. */
  listen(listens: boolean): void {
    this.#listens = listens;
    for (const writer of this.#writers.values()) writer.listens = listens;
  }

  /** Of what waits of the tenant another process handed on all up to that unix second. */
  skip(tenant: string, until: number): void {
    this.#writers.get(tenant)?.skip(until);
  }

  /** Begins with what waits already and is not older than `from`, unix seconds. */
  begin(from: number): void {
    this.#listens = true;
    for (const writer of this.#writers.values()) writer.begin(from);
  }

  stats(): RemoteWriteStats {
    return (this.#writers.get('') as RemoteWriter).stats();
  }

  async flush(): Promise<void> {
    await Promise.all([...this.#writers.values()].map((writer) => writer.flush()));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#writers.values()].map((writer) => writer.close()));
  }
}
