import type { Clock } from '../clock.js';
import type { Journal } from './journal.js';
import type { PersistState } from './persist-state.js';

/** Bytes of records that wait until there is room for them. */
const maxWaitingBytes = 16 * 1_048_576;

/** Between two attempts. */
const againMs = 1_000;

export interface PatientWriterParts {
  /** As the user calls it. */
  readonly file: string;
  readonly clock: Clock;
  readonly onNotice: (notice: string) => void;
  /** Called each second while there is no room. */
  readonly whileStopped?: () => void;
}

/**
 * Adds records to a journal, in order. What fails, because the disk is full say, is tried again, and
 * what comes meanwhile waits for that in memory.
 */
export class PatientWriter {
  readonly #journal: Journal;
  readonly #parts: PatientWriterParts;
  readonly #maxWaitingBytes: number;
  #records = 0;
  #lost = 0;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #problem: string | null = null;
  #stoppedAt = 0;
  #triedAt = 0;
  #lostBefore = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param most bytes that wait */
  constructor(journal: Journal, parts: PatientWriterParts, most: number = maxWaitingBytes) {
    this.#journal = journal;
    this.#parts = parts;
    this.#maxWaitingBytes = most;
  }

  /** The record is in the file once this returns, unless writing has stopped. */
  write(record: Buffer): void {
    const isFull = this.#waitingBytes + record.length > this.#maxWaitingBytes;
    if (isFull && this.#problem !== null) {
      this.#lost++;
    } else {
      this.#waiting.push(record);
      this.#waitingBytes += record.length;
    }
    const { clock } = this.#parts;
    if (this.#problem === null || clock.now() - this.#triedAt >= againMs) this.tryAgain();
  }

  /** Writes what waits, as far as there is room. */
  tryAgain(): void {
    let written = 0;
    try {
      for (const record of this.#waiting) {
        this.#journal.append(record);
        written++;
        this.#waitingBytes -= record.length;
      }
      this.#waiting = [];
      if (this.#problem !== null) this.#goOn();
    } catch (error) {
      this.#waiting.splice(0, written);
      this.#stop((error as Error).message);
    }
    this.#records += written;
  }

  /** Whether there is no room at the moment. */
  get isStopped(): boolean {
    return this.#problem !== null;
  }

  state(): Omit<PersistState, 'file' | 'bytes' | 'compactedAt'> {
    const problem = this.#problem;
    return {
      state: problem === null ? 'writing' : 'stopped',
      records: this.#records,
      waiting: this.#waiting.length,
      lost: this.#lost,
      stoppedAt: problem === null ? null : this.#stoppedAt,
      problem,
    };
  }

  /** Forgets what waits, and counts anew. */
  clear(): void {
    clearInterval(this.#timer);
    this.#problem = null;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#records = 0;
    this.#lost = 0;
  }

  /** Tries once more. */
  close(): void {
    clearInterval(this.#timer);
    if (this.#problem === null) return;
    this.tryAgain();
    clearInterval(this.#timer);
    const missing = this.#waiting.length + this.#lost - this.#lostBefore;
    const { file, onNotice } = this.#parts;
    if (missing > 0) onNotice(`persist: ${missing} records are not in ${file}: ${this.#problem}`);
  }

  #stop(problem: string): void {
    const { file, clock, onNotice } = this.#parts;
    this.#triedAt = clock.now();
    if (this.#problem === null) {
      this.#stoppedAt = this.#triedAt;
      this.#lostBefore = this.#lost;
      this.#timer = setInterval(() => this.#tick(), againMs).unref();
      onNotice(`persist: ${problem}. Nothing is written to ${file} until there is room`);
    }
    this.#problem = problem;
  }

  #tick(): void {
    this.tryAgain();
    if (this.isStopped) this.#parts.whileStopped?.();
  }

  #goOn(): void {
    clearInterval(this.#timer);
    this.#problem = null;
    const { file, clock, onNotice } = this.#parts;
    const seconds = Math.ceil((clock.now() - this.#stoppedAt) / 1_000);
    const lost = this.#lost - this.#lostBefore;
    const outcome = lost === 0 ? 'nothing is missing' : `${lost} records are missing`;
    onNotice(`persist: ${file} is written again after ${seconds} s; ${outcome}`);
  }
}
