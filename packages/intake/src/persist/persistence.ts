import type { Clock } from '../clock.js';
import type { Admitted } from '../http/ingest.js';
import { IntakeError } from '../intake-error.js';
import type { Tenant } from '../tenants/tenant.js';
import type { Tenants } from '../tenants/tenants.js';
import { Journal } from './journal.js';
import { KeptMetadata } from './kept-metadata.js';
import { PatientWriter } from './patient-writer.js';
import type { PersistState } from './persist-state.js';
import { decodeRecord, encodeRecord, type StoredRecord } from './stored-record.js';

/** A smaller file is not worth it. */
const leastToCompact = 1_048_576;

export interface PersistenceParts {
  readonly clock: Clock;
  readonly retentionSeconds: number;
  readonly tenants: Tenants;
  readonly onNotice: (notice: string) => void;
}

/** Keeps in a file what is stored, so that another process has it. */
export class Persistence {
  readonly #file: string;
  readonly #journal: Journal;
  readonly #writer: PatientWriter;
  readonly #parts: PersistenceParts;
  readonly #keptMetadata = new KeptMetadata();
  #compactedAt: number | null = null;
  #compactAt = leastToCompact;
  #compaction: Promise<void> | undefined;
  #loading = false;

  /** @throws {IntakeError} `ERR_OPTIONS` when the file can't be written */
  constructor(file: string, parts: PersistenceParts) {
    this.#file = file;
    this.#parts = parts;
    try {
      this.#journal = Journal.open(file);
    } catch (error) {
      const problem = `createIntake: persist ${file}: ${(error as Error).message}`;
      throw new IntakeError('ERR_OPTIONS', problem, { cause: error });
    }
    this.#writer = new PatientWriter(this.#journal, { file, ...parts });
  }

  /** Stores what the file has, as far as the retention goes. */
  load(): void {
    const { clock, retentionSeconds, tenants, onNotice } = this.#parts;
    const now = Math.floor(clock.now() / 1_000);
    let records = 0;
    let crowdedOut = 0;
    const strangers = new Set<string>();
    this.#loading = true;
    const { tornBytes, damaged } = this.#journal.recover((body, newest) => {
      if (newest !== 0 && newest < now - retentionSeconds) return;
      const record = decodeRecord(body);
      records++;
      const { tenant, metadata } = record;
      if (metadata !== undefined && !tenants.has(tenant)) {
        crowdedOut += this.#keptMetadata.add(tenant, metadata);
      } else if (tenants.hasRoomFor(tenant)) {
        restore(tenants.named(tenant), record);
      } else {
        strangers.add(tenant);
      }
    });
    this.#loading = false;
    for (const { store } of tenants.all()) store.sweep(now);
    const file = this.#file;
    if (tornBytes > 0) onNotice(`persist: cut ${tornBytes} bytes of a torn record off ${file}`);
    if (damaged > 0) onNotice(`persist: passed over ${damaged} damaged records of ${file}`);
    if (records > 0) onNotice(`persist: took up ${records} records of ${file}`);
    if (strangers.size + crowdedOut > 0) {
      const whose = `${strangers.size + crowdedOut} tenants of ${file}`;
      onNotice(`persist: there is no room for ${whose}: name them with --tenant <name>=<key>`);
    }
    this.#compactIfLarge();
  }

  /** From now on the tenant's metadata is kept, too, and the page told how it goes. */
  attach({ name, metadata, background }: Tenant): void {
    background.persist = this;
    this.#keptMetadata.moveTo(name, metadata);
    metadata.onChange = (metric, changed) => {
      if (!this.#loading) this.#write({ tenant: name, metadata: [[metric, changed]] });
    };
  }

  stored({ name }: Tenant, { series, sketches, events, checks }: Admitted): void {
    const record = {
      tenant: name,
      ...(series.length > 0 && { series }),
      ...(sketches.length > 0 && { sketches }),
      ...(events.length > 0 && { events }),
      ...(checks.length > 0 && { checks }),
    };
    if (Object.keys(record).length > 1) this.#write(record);
  }

  state(): PersistState {
    return {
      file: this.#file,
      bytes: this.#journal.bytes,
      compactedAt: this.#compactedAt,
      ...this.#writer.state(),
    };
  }

  /** Forgets all of it. */
  clear(): void {
    this.#keptMetadata.clear();
    this.#writer.clear();
    this.#journal.clear();
  }

  async close(): Promise<void> {
    await this.#compaction;
    this.#writer.close();
    this.#journal.close();
  }

  #write(record: StoredRecord): void {
    this.#writer.write(encodeRecord(record));
    this.#compactIfLarge();
  }

  #compactIfLarge(): void {
    if (this.#journal.bytes < this.#compactAt || this.#compaction !== undefined) return;
    this.#compaction = this.#compact().finally(() => {
      this.#compaction = undefined;
      this.#compactAt = Math.max(leastToCompact, 2 * this.#journal.bytes);
    });
  }

  async #compact(): Promise<void> {
    const { clock, retentionSeconds, onNotice } = this.#parts;
    const keepFrom = Math.floor(clock.now() / 1_000) - retentionSeconds;
    try {
      const done = await this.#journal.compact(keepFrom, () => this.#metadataRecords());
      if (done) this.#compactedAt = clock.now();
    } catch (error) {
      onNotice(`persist: ${this.#file} was not compacted: ${(error as Error).message}`);
    }
    // Its copy may have taken the room that others needed.
    this.#writer.tryAgain();
  }

  *#metadataRecords(): Generator<Buffer> {
    for (const { name: tenant, metadata } of this.#parts.tenants.all()) {
      const entries = metadata.entries();
      if (entries.length > 0) yield encodeRecord({ tenant, metadata: entries });
    }
    for (const [tenant, metadata] of this.#keptMetadata.all()) {
      yield encodeRecord({ tenant, metadata });
    }
  }
}

function restore({ store, events, checks, metadata }: Tenant, record: StoredRecord): void {
  for (const series of record.series ?? []) store.write(series);
  for (const sketches of record.sketches ?? []) store.writeSketches(sketches);
  for (const event of record.events ?? []) events.add(event);
  for (const check of record.checks ?? []) checks.add(check);
  for (const [metric, changed] of record.metadata ?? []) metadata.update(metric, changed);
}
