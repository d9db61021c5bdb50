import { deflateSync } from 'node:zlib';
import { DogStatsError, type Route } from '@dogstats/core';
import { BatchAccount } from './batch-account.js';
import type { DeliveryAccount } from './delivery-account.js';
import type { DeliveryOptions } from './delivery-options.js';
import type { DeliveryQueue } from './delivery-queue.js';
import { type Place, QueuedPayload } from './queued-payload.js';
import { encodeContents, type Wire } from './spool/contents.js';
import { type NewFile, Spool, type SpoolOptions, type SpoolStats } from './spool/spool.js';
import type { SpoolFile } from './spool/spool-file.js';

export interface SpoolingStats extends SpoolStats {
  /** Payloads that are being written or read, or wait for it. */
  readonly pending: number;
}

/** When a file that can't be read now is looked at again, in milliseconds. */
const readAgainMs = 30_000;

/** Cuts of this process have numbers from here on; those of payloads it adopts are below. */
export const firstOwnCut: number = 2 ** 40;

/**
 * What of the queue is on disk, and when: everything on a route whose last attempt failed, what the
 * queue has no room for, and what is left when the process ends.
 */
export class Spooling {
  readonly #options: DeliveryOptions;
  readonly #queue: DeliveryQueue;
  readonly #account: DeliveryAccount;
  readonly #spool: Spool;
  readonly #onAdopted: (payloads: readonly QueuedPayload[]) => void;
  #adoptedCuts = 0;
  #pending = 0;
  /** Files are written one after the other. */
  #written: Promise<unknown> = Promise.resolve();
  /** What is being written in the background. */
  #writing: QueuedPayload | undefined;

  /** @param onAdopted given what dead processes have left; it is in the queue already. */
  constructor(
    spool: SpoolOptions,
    options: DeliveryOptions,
    queue: DeliveryQueue,
    account: DeliveryAccount,
    onAdopted: (payloads: readonly QueuedPayload[]) => void,
  ) {
    this.#options = options;
    this.#queue = queue;
    this.#account = account;
    this.#onAdopted = onAdopted;
    this.#spool = new Spool(spool, options.clock, (files) => this.#adopt(files));
  }

  get trouble(): Error | undefined {
    return this.#spool.trouble;
  }

  stats(): SpoolingStats {
    return { ...this.#spool.stats(), pending: this.#pending };
  }

  /** Writes all payloads of a route to disk, in the background. */
  keepAll(route: Route): void {
    for (const payload of this.#queue) if (payload.route === route) this.keep(payload);
  }

  /** Writes a payload to disk, in the background. */
  keep(payload: QueuedPayload): void {
    if (payload.file !== undefined || payload.storing !== undefined) return;
    if (this.#spool.isPaused) return;
    if (!this.#isAtRisk(payload)) void this.#store(payload);
  }

  /** Writes a payload to disk and takes it out of memory. Returns whether it is out of the way. */
  async spill(payload: QueuedPayload): Promise<boolean> {
    if (payload.storing !== undefined) await payload.storing;
    else if (!payload.isOnDisk) await this.#store(payload);
    if (payload.settled || payload.abort !== undefined) return true;
    if (!payload.isOnDisk) return false;
    this.#queue.setWire(payload, undefined);
    return true;
  }

  /** Writes a payload to disk at once, for a process that may end now. Returns whether it is there. */
  saveNow(payload: QueuedPayload): boolean {
    if (payload.settled || payload.file !== undefined) return true;
    if (this.#isAtRisk(payload)) return false;
    const { wire, raw } = payload;
    const content = wire ?? (raw && { body: deflateSync(raw.body), units: raw.units });
    if (content === undefined) return false;
    const file = newFile(payload, content);
    if (!this.#makeRoom(file)) return false;
    payload.file = this.#spool.storeSync(file);
    if (payload.file === undefined) return false;
    // Else it would be there twice for whoever comes next, and go twice.
    if (payload === this.#writing) this.#spool.abandonWriting();
    return true;
  }

  /**
   * What to send of a payload, from memory or from disk; `undefined` when it is not to be sent now.
   * One that must not be sent twice is off the disk when this resolves.
   */
  async wireOf(payload: QueuedPayload): Promise<Wire | undefined> {
    if (payload.file !== undefined && !this.#spool.holds(payload.file)) return this.#lose(payload);
    const wire = payload.wire ?? (await this.#load(payload));
    if (wire === undefined || mayRepeat(payload, this.#options)) return wire;
    await payload.storing;
    payload.releaseFile();
    return wire;
  }

  /** Resolves when nothing is being written. */
  async idle(): Promise<void> {
    await this.#written;
  }

  /** Leaves all files to whoever comes next. */
  close(): void {
    this.#spool.close();
  }

  async #load(payload: QueuedPayload): Promise<Wire | undefined> {
    if (payload.file === undefined) return undefined;
    this.#pending++;
    const read = await this.#spool.read(payload.file);
    this.#pending--;
    if (payload.settled) return undefined;
    if (read === 'gone' || read === 'corrupt') return this.#lose(payload);
    if (read === undefined) payload.dueMs = this.#options.clock.monotonic() + readAgainMs;
    else this.#queue.setWire(payload, read);
    return read;
  }

  #lose(payload: QueuedPayload): undefined {
    const message = 'a file of the spool was damaged, deleted, or taken over by another process';
    this.#account.drop(payload, 'spool_lost', new DogStatsError('ERR_SPOOL', message));
  }

  #store(payload: QueuedPayload): Promise<unknown> {
    this.#pending++;
    const written = this.#written.then(() => this.#write(payload));
    this.#written = written;
    payload.storing = written.finally(() => {
      this.#pending--;
      payload.storing = undefined;
    });
    return payload.storing;
  }

  async #write(payload: QueuedPayload): Promise<void> {
    const { wire } = payload;
    if (payload.settled || wire === undefined || payload.isOnDisk) return;
    if (this.#isAtRisk(payload)) return;
    const contents = newFile(payload, wire);
    if (!this.#makeRoom(contents)) return;
    this.#writing = payload;
    const file = await this.#spool.store(contents);
    this.#writing = undefined;
    if (file === undefined) return;
    if (payload.settled || payload.isOnDisk || this.#isAtRisk(payload)) return file.release();
    payload.releaseFile();
    payload.file = file;
  }

  /** Makes room on disk, by giving up what is older; `false` if there is nothing older. */
  #makeRoom({ bucketStart, contents }: NewFile): boolean {
    while (this.#spool.wouldOverflow(contents.length)) {
      const oldest = this.#queue.oldestOnDisk;
      if (oldest === undefined || oldest.bucketStart > bucketStart) return false;
      if (oldest.isInMemory) oldest.releaseFile();
      else this.#account.drop(oldest, 'queue_full');
    }
    return true;
  }

  /** Whether a payload is in flight that must not be sent twice, and so must not be on disk. */
  #isAtRisk(payload: QueuedPayload): boolean {
    return payload.abort !== undefined && !mayRepeat(payload, this.#options);
  }

  /** Files of one directory come together, the earliest first. */
  #adopt(files: readonly SpoolFile[]): void {
    let last: SpoolFile | undefined;
    const payloads: QueuedPayload[] = [];
    for (const file of files) {
      const isNext = last?.directory === file.directory && last.label.cut === file.label.cut;
      if (!isNext) this.#adoptedCuts++;
      last = file;
      const payload = QueuedPayload.fromFile(file, adoptedPlace(this.#adoptedCuts));
      // Its process may have died in an attempt, unless such are never on disk.
      payload.ambiguous = mayRepeat(payload, this.#options);
      this.#account.handOver(payload);
      payloads.push(payload);
    }
    this.#onAdopted(payloads);
  }
}

/** Whether a payload may be sent again after an attempt of unknown outcome. */
export function mayRepeat(payload: QueuedPayload, { distributions }: DeliveryOptions): boolean {
  return payload.isSeries || distributions.retry === 'at-least-once';
}

function newFile({ bucketStart, place, route, samples, file }: QueuedPayload, wire: Wire): NewFile {
  const contents = encodeContents(wire);
  return { bucketStart, cut: place.cut, route, samples, contents, directory: file?.directory };
}

function adoptedPlace(cut: number): Place {
  return { cut, account: new BatchAccount(), signal: new AbortController().signal, adopted: true };
}
