import type { Clock } from '../clock.js';
import type { Admitted } from '../http/ingest.js';
import { IntakeError } from '../intake-error.js';
import type { Tenant } from '../tenants/tenant.js';
import type { Tenants } from '../tenants/tenants.js';
import { Journal } from './journal.js';
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
  readonly #journal: Journal;
  readonly #parts: PersistenceParts;
  #records = 0;
  #lost = 0;
  #problem: string | null = null;
  #compactedAt: number | null = null;
  #compactAt = leastToCompact;
  #compaction: Promise<void> | undefined;
  #loading = false;

  /** @throws {IntakeError} `ERR_OPTIONS` when the file can't be written */
  constructor(file: string, parts: PersistenceParts) {
    this.#parts = parts;
    try {
      this.#journal = Journal.open(file);
    } catch (error) {
      const problem = `createIntake: persist ${file}: ${(error as Error).message}`;
      throw new IntakeError('ERR_OPTIONS', problem, { cause: error });
    }
  }

  /** Stores what the file has, as far as the retention goes. */
  load(): void {
    const { clock, retentionSeconds, tenants, onNotice } = this.#parts;
    const { file } = this.#journal;
    const now = Math.floor(clock.now() / 1_000);
    let records = 0;
    this.#loading = true;
    const { tornBytes, damaged } = this.#journal.recover((body, newest) => {
      if (newest !== 0 && newest < now - retentionSeconds) return;
      records++;
      restore(tenants, decodeRecord(body));
    });
    this.#loading = false;
    for (const { store } of tenants.all()) store.sweep(now);
    if (tornBytes > 0) onNotice(`persist: cut ${tornBytes} bytes of a torn record off ${file}`);
    if (damaged > 0) onNotice(`persist: passed over ${damaged} damaged records of ${file}`);
    if (records > 0) onNotice(`persist: took up ${records} records of ${file}`);
    this.#compactIfLarge();
  }

  /** From now on the tenant's metadata is kept, too, and the page told how it goes. */
  attach({ name, metadata, background }: Tenant): void {
    background.persist = this;
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
      file: this.#journal.file,
      state: this.#problem === null ? 'writing' : 'stopped',
      bytes: this.#journal.bytes,
      records: this.#records,
      lost: this.#lost,
      compactedAt: this.#compactedAt,
      problem: this.#problem,
    };
  }

  /** Forgets all of it. A file that was given up is written again. */
  clear(): void {
    this.#journal.clear();
    this.#problem = null;
  }

  async close(): Promise<void> {
    await this.#compaction;
    this.#journal.close();
  }

  /** Once there is no room, the rest would have gaps: nothing more is written. */
  #write(record: StoredRecord): void {
    if (this.#problem !== null) {
      this.#lost++;
      return;
    }
    try {
      this.#journal.append(encodeRecord(record));
      this.#records++;
      this.#compactIfLarge();
    } catch (error) {
      this.#lost++;
      this.#problem = (error as Error).message;
      const { onNotice } = this.#parts;
      onNotice(`persist: ${this.#problem}. Nothing is written to ${this.#journal.file} any more`);
    }
  }

  #compactIfLarge(): void {
    if (this.#journal.bytes < this.#compactAt || this.#compaction !== undefined) return;
    this.#compaction = this.#compact().finally(() => {
      this.#compaction = undefined;
      this.#compactAt = Math.max(leastToCompact, 2 * this.#journal.bytes);
    });
  }

  async #compact(): Promise<void> {
    const { clock, retentionSeconds, tenants, onNotice } = this.#parts;
    const keepFrom = Math.floor(clock.now() / 1_000) - retentionSeconds;
    try {
      await this.#journal.compact(keepFrom, () => metadataRecords(tenants));
      this.#compactedAt = clock.now();
    } catch (error) {
      onNotice(`persist: ${this.#journal.file} was not compacted: ${(error as Error).message}`);
    }
  }
}

function* metadataRecords(tenants: Tenants): Generator<Buffer> {
  for (const { name, metadata } of tenants.all()) {
    const entries = metadata.entries();
    if (entries.length > 0) yield encodeRecord({ tenant: name, metadata: entries });
  }
}

function restore(tenants: Tenants, record: StoredRecord): void {
  const { store, events, checks, metadata } = tenants.named(record.tenant);
  for (const series of record.series ?? []) store.write(series);
  for (const sketches of record.sketches ?? []) store.writeSketches(sketches);
  for (const event of record.events ?? []) events.add(event);
  for (const check of record.checks ?? []) checks.add(check);
  for (const [metric, changed] of record.metadata ?? []) metadata.update(metric, changed);
}
