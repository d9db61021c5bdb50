import type { Clock } from '../clock.js';
import type { Admitted } from '../http/storing.js';
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
/** After an attempt that failed, and between attempts to make room on a disk that is full. */
const compactAgainMs = 60_000;

/** What hands on to a store what is stored here. */
export interface HandingOn {
  /** Whether what is taken up from now on waits for that. */
  listen(listens: boolean): void;
  /** Of what waits of the tenant, all up to that unix second was handed on. */
  skip(tenant: string, until: number): void;
}

export interface PersistenceParts {
  readonly clock: Clock;
  readonly retentionSeconds: number;
  readonly tenants: Tenants;
  readonly onNotice: (notice: string) => void;
  /** Left out: nothing is handed on. */
  readonly writers?: HandingOn | undefined;
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
  /** Unix milliseconds before which it is not tried again. */
  #notBefore = Number.NEGATIVE_INFINITY;
  #compaction: Promise<void> | undefined;
  /** Whether it was told that it failed, and it has not succeeded since. */
  #failing = false;
  #loading = false;
  #closed = false;

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
    const whileStopped = (): void => this.#compactIfWorthIt();
    this.#writer = new PatientWriter(this.#journal, { file, ...parts, whileStopped });
  }

  /** Stores what the file has, as far as the retention goes. */
  load(): void {
    const { clock, retentionSeconds, tenants, onNotice, writers } = this.#parts;
    const now = Math.floor(clock.now() / 1_000);
    let records = 0;
    const strangers = new Set<string>();
    this.#loading = true;
    const { tornBytes, damaged } = this.#journal.recover((body, newest) => {
      if (newest !== 0 && newest < now - retentionSeconds) return;
      const record = decodeRecord(body);
      const { tenant, metadata, waits, handedOn } = record;
      if (handedOn !== undefined) {
        writers?.skip(tenant, handedOn);
        return;
      }
      records++;
      writers?.listen(waits === true);
      if (metadata !== undefined && !tenants.isExpected(tenant)) {
        const crowdedOut = this.#keptMetadata.add(tenant, metadata);
        if (crowdedOut !== undefined) strangers.add(crowdedOut);
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
    if (strangers.size > 0) {
      const whose = `${strangers.size} tenants of ${file}`;
      onNotice(`persist: there is no room for ${whose}: name them with --tenant <name>=<key>`);
    }
    this.#compactIfWorthIt();
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
    const waits = this.#parts.writers !== undefined;
    const record = {
      tenant: name,
      ...(series.length > 0 && { series }),
      ...(sketches.length > 0 && { sketches }),
      ...(events.length > 0 && { events }),
      ...(checks.length > 0 && { checks }),
    };
    if (Object.keys(record).length === 1) return;
    this.#write(waits ? { ...record, waits } : record);
  }

  /**
   * How far all that was stored so far is being handed on, unix seconds. Told before anything of that goes,
   * so that what is in doubt is not handed on twice.
   */
  handingOn(tenant: string, until: number): void {
    this.#write({ tenant, handedOn: until });
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
    this.#closed = true;
    await this.#compaction;
    this.#writer.close();
    this.#journal.close();
  }

  #write(record: StoredRecord): void {
    if (this.#closed) return;
    this.#writer.write(encodeRecord(record));
    this.#compactIfWorthIt();
  }

  /** When it is large; and when there is no room, since what is older than the retention takes some. */
  #compactIfWorthIt(): void {
    const isWorthIt = this.#journal.bytes >= this.#compactAt || this.#writer.isStopped;
    const isTooSoon = this.#parts.clock.now() < this.#notBefore;
    const isBusy = this.#closed || this.#compaction !== undefined;
    if (!isWorthIt || isTooSoon || isBusy) return;
    this.#compaction = this.#compact().finally(() => {
      this.#compaction = undefined;
    });
  }

  async #compact(): Promise<void> {
    const { clock, retentionSeconds, onNotice } = this.#parts;
    const keepFrom = Math.floor(clock.now() / 1_000) - retentionSeconds;
    let failed = false;
    try {
      const done = await this.#journal.compact(keepFrom, () => this.#metadataRecords());
      if (done) this.#compactedAt = clock.now();
      this.#compactAt = Math.max(leastToCompact, 2 * this.#journal.bytes);
    } catch (error) {
      failed = true;
      const problem = (error as Error).message;
      if (!this.#failing) onNotice(`persist: ${this.#file} was not compacted: ${problem}`);
    }
    this.#failing = failed;
    // Its copy may have taken the room that others needed.
    this.#writer.tryAgain();
    if (failed || this.#writer.isStopped) this.#notBefore = clock.now() + compactAgainMs;
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
