import { unlinkSync } from 'node:fs';
import { readFile, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Clock, Timer } from '@dogstats/core';
import { decodeContents, type Wire } from './contents.js';
import { Directories, type FoundFile } from './directories.js';
import { checksumOf, type FileLabel, fileName, unfinished } from './file-name.js';
import { diskFullError, spoolError } from './spool-error.js';
import { SpoolFile } from './spool-file.js';
import { quietly, writeDurably, writeDurablySync } from './write-file.js';

/** Where undelivered payloads survive the process. */
export interface SpoolOptions {
  /**
   * A folder on a local disk, made if need be. Processes that share one deliver what others of them
   * left behind, with their own key, so it has to belong to one organisation.
   */
  readonly dir: string;
  /** Bytes on disk, of one sink; beyond, the oldest go. */
  readonly maxBytes: number;
}

export interface SpoolStats {
  readonly files: number;
  readonly bytes: number;
  /** Recorded calls in them. */
  readonly samples: number;
}

/** What a file is made of. */
export interface NewFile extends Omit<FileLabel, 'sequence' | 'checksum'> {
  readonly contents: Uint8Array;
  /** One of ours to put it in: the one of the file that it is a part of. */
  readonly directory?: string | undefined;
}

/** After something failed the disk is left alone for so long, in milliseconds. */
const pauseMs = 60_000;
const beatEveryMs = 30_000;
/** Share of the disk that is never exceeded. */
const mostOfDisk = 0.8;
/** Files in our hands beyond which nothing more is taken over. */
const mostFiles = 5_000;

/**
 * A file for each payload in a directory of this sink, and those that dead processes have left. No
 * failure of the disk gets out of here except as `trouble`.
 */
export class Spool {
  readonly maxBytes: number;
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #directories: Directories;
  readonly #files = new Set<SpoolFile>();
  readonly #onAdopted: (files: SpoolFile[]) => void;
  readonly #takenOver = new WeakSet<SpoolFile>();
  readonly #filesIn = new Map<string, number>();
  #sequence = 0;
  #bytes = 0;
  #samples = 0;
  #trouble: Error | undefined;
  #pausedUntilMs = 0;
  #heardMs: number;
  #timer: Timer;
  #closed = false;
  /** What `store()` is at. */
  #writing: { readonly path: string; isAbandoned: boolean } | undefined;

  /** @param onAdopted given the files of dead processes, the earliest first. */
  constructor(options: SpoolOptions, clock: Clock, onAdopted: (files: SpoolFile[]) => void) {
    this.maxBytes = options.maxBytes;
    this.#folder = resolve(options.dir);
    this.#clock = clock;
    this.#onAdopted = onAdopted;
    this.#directories = new Directories(this.#folder, clock);
    this.#heardMs = clock.monotonic();
    this.#timer = clock.setTimeout(() => this.#tick(), 0);
  }

  /** What keeps it from working at the moment. */
  get trouble(): Error | undefined {
    return this.isPaused ? this.#trouble : undefined;
  }

  /** Whether something failed just now, so that nothing is written. */
  get isPaused(): boolean {
    return this.#clock.monotonic() < this.#pausedUntilMs;
  }

  stats(): SpoolStats {
    return {
      files: this.#files.size,
      bytes: this.#bytes,
      samples: this.#samples,
    };
  }

  /** Whether as many bytes as that are too many. */
  wouldOverflow(bytes: number): boolean {
    return this.#bytes + bytes > this.maxBytes;
  }

  /** Writes a file, one after the other; `undefined` when that can't be done. Never rejects. */
  async store(file: NewFile): Promise<SpoolFile | undefined> {
    if (this.#closed || this.isPaused) return undefined;
    const { contents } = file;
    try {
      const [directory, name, label] = this.#place(file, contents);
      const { blocks, bavail } = await statfs(directory);
      if (1 - bavail / blocks > mostOfDisk) {
        this.#pause(diskFullError(this.#folder));
        return undefined;
      }
      this.#writing = { path: join(directory, name), isAbandoned: false };
      await writeDurably(directory, name, contents);
      return this.#add(directory, name, label, contents.length);
    } catch (error) {
      if (this.#writing?.isAbandoned !== true) this.#fail(error);
      return undefined;
    } finally {
      this.#writing = undefined;
    }
  }

  /** The same at once, even if something has failed just now: there is no later. Never throws. */
  storeSync(file: NewFile): SpoolFile | undefined {
    if (this.#closed) return undefined;
    const { contents } = file;
    try {
      const [directory, name, label] = this.#place(file, contents);
      writeDurablySync(directory, name, contents);
      return this.#add(directory, name, label, contents.length);
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  /** Takes away what `store()` is writing, however far it is: no other process may find it. */
  abandonWriting(): void {
    if (this.#writing === undefined) return;
    const { path } = this.#writing;
    this.#writing.isAbandoned = true;
    // It has one of these names, and without the first it never gets the second.
    quietly(() => unlinkSync(path + unfinished));
    quietly(() => unlinkSync(path));
  }

  /**
   * Reads a file: `'gone'` when another process has taken it over, `'corrupt'` when it is not what
   * was written, `undefined` when it can't be read now.
   */
  async read(file: SpoolFile): Promise<Wire | 'gone' | 'corrupt' | undefined> {
    try {
      const contents = await readFile(file.path);
      if (checksumOf(contents) !== file.label.checksum) return 'corrupt';
      return decodeContents(contents);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return 'gone';
      if (code === undefined) return 'corrupt';
      this.#fail(error);
      return undefined;
    }
  }

  /** Whether a file is still ours: a process that was stopped for minutes counts as dead. */
  holds(file: SpoolFile): boolean {
    if (this.#clock.monotonic() - this.#heardMs > 2 * beatEveryMs) this.#beat();
    return !this.#takenOver.has(file);
  }

  /** Leaves the files to whoever comes next. */
  close(): void {
    this.#closed = true;
    this.#timer.cancel();
    this.#directories.release();
  }

  #place(file: NewFile, contents: Uint8Array): [string, string, FileLabel] {
    const { bucketStart, cut, route, samples } = file;
    const checksum = checksumOf(contents);
    const label = { bucketStart, cut, sequence: this.#sequence++, route, samples, checksum };
    return [file.directory ?? this.#directories.own(), fileName(label), label];
  }

  #add(directory: string, name: string, label: FileLabel, bytes: number): SpoolFile {
    const file = new SpoolFile(directory, name, label, bytes, (removed) => this.#remove(removed));
    this.#files.add(file);
    this.#bytes += bytes;
    this.#samples += label.samples;
    this.#filesIn.set(directory, (this.#filesIn.get(directory) ?? 0) + 1);
    return file;
  }

  #remove(file: SpoolFile): void {
    if (!this.#files.delete(file)) return;
    this.#bytes -= file.bytes;
    this.#samples -= file.label.samples;
    const left = (this.#filesIn.get(file.directory) ?? 1) - 1;
    this.#filesIn.set(file.directory, left);
    if (left > 0) return;
    this.#filesIn.delete(file.directory);
    quietly(() => this.#directories.tidy(file.directory));
  }

  #tick(): void {
    this.#timer = this.#clock.setTimeout(() => this.#tick(), beatEveryMs);
    this.#beat();
    if (this.#files.size >= mostFiles || this.isPaused) return;
    try {
      const found = this.#directories.adopt(mostFiles - this.#files.size);
      if (found.length > 0) this.#onAdopted(found.map((file) => this.#adopt(file)));
    } catch (error) {
      this.#fail(error);
    }
  }

  #adopt({ directory, name, label, bytes }: FoundFile): SpoolFile {
    return this.#add(directory, name, label, bytes);
  }

  #beat(): void {
    const silentMs = this.#clock.monotonic() - this.#heardMs;
    // Before anything says that we are alive: others may have thought otherwise.
    if (silentMs > 2 * beatEveryMs) {
      for (const file of this.#forgetLost()) this.#takenOver.add(file);
    }
    this.#directories.beat();
    this.#heardMs = this.#clock.monotonic();
  }

  /** @returns the files that were in directories that are gone. */
  #forgetLost(): SpoolFile[] {
    const lost = this.#directories.forgetLost();
    const files = [...this.#files].filter(({ directory }) => lost.has(directory));
    for (const file of files) this.#remove(file);
    return files;
  }

  #fail(error: unknown): void {
    // The folder may have been deleted: it is made anew.
    quietly(() => this.#forgetLost());
    this.#pause(spoolError(this.#folder, error));
  }

  #pause(trouble: Error): void {
    this.#trouble = trouble;
    this.#pausedUntilMs = this.#clock.monotonic() + pauseMs;
  }
}
