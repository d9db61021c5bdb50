import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
  utimesSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import type { Clock } from '@dogstats/core';
import { type FileLabel, parseFileName, unfinished } from './file-name.js';
import {
  directoryName,
  isRunning,
  ownerOf,
  type ProcessName,
  releasedName,
  thisProcess,
} from './process-name.js';
import { quietly } from './write-file.js';

/** A file whose modification time says when the owner was last heard of. */
const heartbeat = 'heartbeat';

/** After so long without a heartbeat a process of another host or container counts as dead. */
const deadAfterMs = 120_000;

/** A file of a directory that was taken over. */
export interface FoundFile {
  readonly directory: string;
  readonly name: string;
  readonly label: FileLabel;
  readonly bytes: number;
}

/**
 * The directories of one sink in the folder of the spool: its own, and those of dead processes that
 * it has taken over. A directory changes hands by being renamed: of several processes that try, one
 * succeeds.
 *
 * All of it is done at once, not in the background: it is a matter of microseconds, seldom needed.
 */
export class Directories {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #self: ProcessName = thisProcess();
  readonly #held = new Set<string>();
  #own: string | undefined;

  constructor(folder: string, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  /** The directory for new files; made when it is first asked for. */
  own(): string {
    this.#own ??= this.#make();
    return this.#own;
  }

  /** Finds out which of them are gone: taken over by others, or deleted. */
  forgetLost(): Set<string> {
    const lost = new Set([...this.#held].filter((directory) => !isThere(directory)));
    for (const directory of lost) this.#held.delete(directory);
    if (this.#own !== undefined && lost.has(this.#own)) this.#own = undefined;
    return lost;
  }

  /** Says that their owner is alive. */
  beat(): void {
    for (const directory of this.#held) quietly(() => this.#beat(directory));
  }

  /** Takes over what dead processes have left, and returns its files, the earliest first. */
  adopt(mostFiles: number): FoundFile[] {
    const files: FoundFile[] = [];
    for (const name of this.#others()) {
      if (files.length >= mostFiles) break;
      const claimed = this.#claim(name);
      if (claimed !== undefined) files.push(...this.#filesOf(claimed));
    }
    return files;
  }

  /** Leaves them to whoever comes next; those without a file are removed. */
  release(): void {
    for (const directory of this.#held) {
      quietly(() => this.#sweep(directory));
      quietly(() => {
        if (this.#filesOf(directory).length === 0) {
          unlinkSync(join(directory, heartbeat));
          rmdirSync(directory);
        } else renameSync(directory, join(this.#folder, releasedName()));
      });
    }
    this.#held.clear();
    this.#own = undefined;
  }

  /** Removes a directory that was taken over, once it is empty. */
  tidy(directory: string): void {
    if (directory === this.#own || !this.#held.has(directory)) return;
    if (readdirSync(directory).some((name) => name !== heartbeat)) return;
    this.#held.delete(directory);
    unlinkSync(join(directory, heartbeat));
    rmdirSync(directory);
  }

  #make(): string {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const directory = join(this.#folder, directoryName(this.#self));
    mkdirSync(directory, { mode: 0o700 });
    this.#held.add(directory);
    this.#beat(directory);
    return directory;
  }

  #beat(directory: string): void {
    const path = join(directory, heartbeat);
    const seconds = this.#clock.now() / 1000;
    try {
      utimesSync(path, seconds, seconds);
    } catch {
      closeSync(openSync(path, 'a', 0o600));
      utimesSync(path, seconds, seconds);
    }
  }

  #others(): string[] {
    try {
      const held = new Set([...this.#held].map((directory) => basename(directory)));
      return readdirSync(this.#folder).filter((name) => !held.has(name) && this.#isAbandoned(name));
    } catch (error) {
      // Nobody has needed the spool so far.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  #isAbandoned(name: string): boolean {
    const owner = ownerOf(name);
    if (owner === undefined) return false;
    if (owner === 'nobody') return true;
    const runs = isRunning(owner, this.#self);
    if (runs !== undefined) return !runs;
    return this.#clock.now() - this.#lastHeard(name) > deadAfterMs;
  }

  /** Wall clock, milliseconds. */
  #lastHeard(name: string): number {
    const directory = join(this.#folder, name);
    try {
      return statSync(join(directory, heartbeat)).mtimeMs;
    } catch {
      // It has been claimed meanwhile, or its owner died right after it was made.
      try {
        return statSync(directory).mtimeMs;
      } catch {
        return Number.POSITIVE_INFINITY;
      }
    }
  }

  /** Makes a directory ours, unless somebody else was faster. */
  #claim(name: string): string | undefined {
    const from = join(this.#folder, name);
    const to = join(this.#folder, directoryName(this.#self));
    try {
      // First of all, so that it never looks abandoned under its new name.
      this.#beat(from);
      renameSync(from, to);
    } catch {
      return undefined;
    }
    this.#held.add(to);
    quietly(() => this.#sweep(to));
    return to;
  }

  /** Removes what was being written when its process died. */
  #sweep(directory: string): void {
    for (const name of readdirSync(directory)) {
      if (name.endsWith(unfinished)) quietly(() => unlinkSync(join(directory, name)));
    }
  }

  #filesOf(directory: string): FoundFile[] {
    const files: FoundFile[] = [];
    for (const name of readdirSync(directory)) {
      const label = parseFileName(name);
      if (label === undefined) continue;
      quietly(() => {
        files.push({ directory, name, label, bytes: statSync(join(directory, name)).size });
      });
    }
    return files.sort(
      (a, b) =>
        a.label.bucketStart - b.label.bucketStart ||
        a.label.cut - b.label.cut ||
        a.label.sequence - b.label.sequence,
    );
  }
}

function isThere(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch {
    return false;
  }
}
