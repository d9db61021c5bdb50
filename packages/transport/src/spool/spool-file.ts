import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { FileLabel } from './file-name.js';
import { quietly } from './write-file.js';

/**
 * A finished file in a directory of ours. After its payload was divided all parts share it: it stays
 * until the last of them is settled, so that a crash in between loses none.
 */
export class SpoolFile {
  readonly label: FileLabel;
  readonly name: string;
  readonly directory: string;
  readonly bytes: number;
  readonly #onRemoved: (file: SpoolFile) => void;
  #shares = 1;
  #isDivided = false;

  constructor(
    directory: string,
    name: string,
    label: FileLabel,
    bytes: number,
    onRemoved: (file: SpoolFile) => void,
  ) {
    this.directory = directory;
    this.name = name;
    this.label = label;
    this.bytes = bytes;
    this.#onRemoved = onRemoved;
  }

  get path(): string {
    return join(this.directory, this.name);
  }

  /** Whether it holds more than each of its owners. */
  get isDivided(): boolean {
    return this.#isDivided;
  }

  /** Replaces one owner by several. */
  divide(parts: number): void {
    this.#isDivided = true;
    this.#shares += parts - 1;
  }

  /**
   * Gives one owner's share up; the last one removes the file. At once, because what comes next in
   * its bucket must not go before: after a crash this file would be sent over it.
   */
  release(): void {
    this.#shares--;
    if (this.#shares > 0) return;
    quietly(() => unlinkSync(this.path));
    this.#onRemoved(this);
  }
}
