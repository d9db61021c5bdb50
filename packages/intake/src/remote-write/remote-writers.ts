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
  #waiting: (() => void)[] | undefined = [];

  constructor(options: RemoteWriteOptions, parts: RemoteWriterParts) {
    this.#options = resolveRemoteWrite(options);
    this.#parts = parts;
  }

  /** What is stored of the tenant from `begin()` on is handed on. */
  attach(tenant: Tenant): void {
    const writer = new RemoteWriter(this.#options, tenant.name, this.#parts);
    this.#writers.set(tenant.name, writer);
    tenant.background.remoteWrite = writer;
    tenant.onClear(() => writer.clear());
    const listen = (): void => {
      tenant.store.listen(writer);
      tenant.checks.listen((check) => writer.checked(check));
    };
    if (this.#waiting === undefined) listen();
    else this.#waiting.push(listen);
  }

  /** What was stored before is not handed on: another process has done that. */
  begin(): void {
    for (const listen of this.#waiting ?? []) listen();
    this.#waiting = undefined;
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
